package io.murmur.state.dynamodb;

import io.murmur.monoid.CorruptValueException;
import io.murmur.state.Guard;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.state.StoreException;
import io.murmur.state.SupersededException;
import io.murmur.state.TransientStoreException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One merge on its way: makes steps until one succeeds or it is clear that none is needed.
 *
 * <p>A step whose condition fails shows the item, and the next one is made with it. That goes on
 * for as long as other writers get in between: each time one of them has made progress, and giving
 * up would drop the delta.
 *
 * @param <V> the type of the aggregate
 */
final class MergeRun<V> {

  private static final Logger LOG = LoggerFactory.getLogger(MergeRun.class);
  private static final AttributeValue ONE = AttributeValue.fromN("1");
  private static final int CONFLICTS_PER_WARNING = 100;
  private static final int MAX_THROTTLED = 8;

  private final Kind<V> kind;
  private final ItemReader reader;
  private final StepWriter<V> writer;
  private final Merge<V> merge;
  private final CompletableFuture<MergeResult<V>> result = new CompletableFuture<>();

  private Change<V> change;
  private Optional<SdkBytes> token = Optional.empty();
  private Optional<Item> seen = Optional.empty();
  private int conflicts;
  private int throttled;

  MergeRun(Kind<V> kind, ItemReader reader, StepWriter<V> writer, Merge<V> merge) {
    this.kind = kind;
    this.reader = reader;
    this.writer = writer;
    this.merge = merge;
    use(kind.change());
  }

  /** Starts; to be called once. Completes with bare {@link StoreException}s only. */
  CompletableFuture<MergeResult<V>> start() {
    orFail(this::advance);
    return result;
  }

  private void use(Change<V> way) {
    change = way;
    if (way instanceof RewriteChange && countsTwiceIfSentTwice()) {
      token = Optional.of(Tokens.next());
    }
  }

  private boolean countsTwiceIfSentTwice() {
    return merge.guard() instanceof Guard.None && !kind.monoid().idempotent();
  }

  private void advance() {
    if (change.readsFirst() && seen.isEmpty()) {
      then(
          reader.read(merge.key(), true),
          item -> {
            seen = Optional.of(item);
            decide();
          });
    } else {
      decide();
    }
  }

  private void decide() {
    if (merge.guard() instanceof Guard.Fence fence
        && seen.isPresent()
        && appliedBefore(fence, seen.get())) {
      result.complete(
          new MergeResult.AlreadyApplied<>(Optional.of(seen.get().stored(kind.cell()))));
      return;
    }
    Step<V> step = change.step(merge, seen);
    if (step instanceof Step.Write) {
      addWhatEveryWriteHas(step.update());
    }
    then(writer.send(merge.key(), step), this::react);
  }

  private boolean appliedBefore(Guard.Fence fence, Item item) {
    Optional<Stamp> found = item.fence(fence.writer());
    if (found.isPresent() && found.get().generation() > fence.stamp().generation()) {
      throw new SupersededException(merge.key(), fence.writer(), fence.stamp(), found.get());
    }
    return found.isPresent() && found.get().compareTo(fence.stamp()) >= 0;
  }

  private void addWhatEveryWriteHas(ItemUpdate update) {
    update.add(Attributes.VERSION, ONE);
    merge
        .expiresAtEpochSecond()
        .ifPresentOrElse(
            at -> update.set(Attributes.EXPIRY, AttributeValue.fromN(Long.toString(at))),
            () -> update.remove(Attributes.EXPIRY));
    if (merge.guard() instanceof Guard.Fence fence) {
      String name = update.name(Attributes.fence(fence.writer()));
      AttributeValue stamp = AttributeValue.fromN(fence.stamp().toNumber().toString());
      update.set(Attributes.fence(fence.writer()), stamp);
      update.require(
          "attribute_not_exists(%s) OR %s < %s".formatted(name, name, update.value(stamp)));
    }
    if (token.isPresent()) {
      update.set(Attributes.TOKEN, AttributeValue.fromB(token.get()));
    } else if (countsTwiceIfSentTwice()) {
      update.sendOnce();
    }
  }

  private void react(Outcome<V> outcome) {
    if (outcome instanceof Outcome.Done<V> done) {
      result.complete(new MergeResult.Applied<>(done.stored()));
    } else if (outcome instanceof Outcome.Lost<V> lost) {
      result.complete(new MergeResult.ClaimsLost<>(lost.eventIds()));
    } else if (outcome instanceof Outcome.Refused<V> refused) {
      onRefused(refused);
    } else if (outcome instanceof Outcome.Busy<V> busy) {
      onBusy(busy);
    } else if (outcome instanceof Outcome.Invalid<V> invalid) {
      onInvalid(invalid);
    }
  }

  private void onRefused(Outcome.Refused<V> refused) {
    Item found = refused.item();
    if (token.isPresent()) {
      if (found.token().equals(token)) {
        // The condition failed against our own write, whose answer was lost.
        result.complete(new MergeResult.Applied<>(Optional.of(found.stored(kind.cell()))));
        return;
      }
      long before = seen.map(Item::version).orElse(0L);
      if (refused.resent() && found.version() > before + 1) {
        throw new TransientStoreException(
            doing()
                + ": an answer was lost and others have written since, so whether it was applied"
                + " is not known; merge under a guard where counting twice matters",
            false,
            null);
      }
    }
    seen = Optional.of(found);
    again();
  }

  private void onBusy(Outcome.Busy<V> busy) {
    if (busy.throttled() && ++throttled > MAX_THROTTLED) {
      throw new TransientStoreException(
          doing() + " was throttled; nothing was written, try again more slowly",
          true,
          busy.reason());
    }
    seen = Optional.empty();
    again();
  }

  private void onInvalid(Outcome.Invalid<V> invalid) {
    String message = invalid.message();
    if (DynamoDbErrors.saysNumberUnfit(message)) {
      if (change instanceof AdditiveChange<V> additive && additive.addsDoubles()) {
        // The exact sum of doubles has too many digits; we round it as doubles are.
        use(new RewriteChange<>(kind.monoid(), kind.cell()));
        advance();
        return;
      }
      throw rejected(
          "the result needs more than "
              + Scalars.MAX_DIGITS
              + " significant digits or leaves the range of a DynamoDB number",
          invalid.reason());
    } else if (DynamoDbErrors.saysTooLarge(message)) {
      throw rejected(ItemSize.tooLarge("more than " + ItemSize.MAX + " bytes"), invalid.reason());
    } else if (DynamoDbErrors.saysWrongType(message)) {
      throw rejected("the item holds something else than this table's values", invalid.reason());
    }
    throw DynamoDbErrors.translate(doing(), invalid.reason());
  }

  private void again() {
    conflicts++;
    if (conflicts % CONFLICTS_PER_WARNING == 0) {
      LOG.warn("{} has met {} other writes and goes on", doing(), conflicts);
    }
    if (conflicts == 1) {
      advance();
      return;
    }
    if (change.readsFirst()) {
      // After the wait, what was seen is probably not there any more.
      seen = Optional.empty();
    }
    long delay = Backoff.conflictMillis(conflicts - 1);
    CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)
        .execute(() -> orFail(this::advance));
  }

  /** Goes on with an answer, whatever fails on the way being the result. */
  private <T> void then(CompletableFuture<T> answer, Consumer<T> action) {
    var unused =
        answer.whenComplete(
            (value, error) ->
                orFail(
                    () -> {
                      if (error != null) {
                        throw new CompletionException(error);
                      }
                      action.accept(value);
                    }));
  }

  private void orFail(Runnable action) {
    try {
      action.run();
    } catch (CorruptValueException | ArithmeticException | IllegalArgumentException e) {
      result.completeExceptionally(rejected(e.getMessage(), e));
    } catch (RuntimeException e) {
      result.completeExceptionally(DynamoDbErrors.translate(doing(), e));
    }
  }

  private RejectedMergeException rejected(String why, Throwable cause) {
    return new RejectedMergeException(
        merge.key(), doing() + " rejected, the stored value is unchanged: " + why, cause);
  }

  private String doing() {
    return "merge into key " + merge.key() + " of table " + kind.table();
  }
}
