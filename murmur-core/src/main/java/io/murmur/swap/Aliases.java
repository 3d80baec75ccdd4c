package io.murmur.swap;

import io.murmur.control.Documents;
import io.murmur.control.Documents.Document;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The aliases of a control table: one document for each, so that whatever changes one is a single
 * conditional write.
 */
public final class Aliases {

  private static final String KIND = "alias";

  private final Documents documents;

  /** Creates the view of a control table. */
  public Aliases(Documents documents) {
    this.documents = documents;
  }

  /** An alias; empty if the name has none, and so is that of a table. */
  public Optional<Alias> find(String name) {
    return documents.get(KIND, name).map(d -> AliasFormat.read(d.text()));
  }

  /** All aliases in the order of their names. */
  public List<Alias> list() {
    return documents.list(KIND).stream().map(d -> AliasFormat.read(d.text())).toList();
  }

  /** The table that a name stands for now: that of its alias, or the name itself. One read. */
  public String resolve(String name) {
    return find(name).map(Alias::current).orElse(name);
  }

  /** An alias as it was read, with what its change depends on. */
  record Read(Alias alias, long version) {}

  /** An alias, or what the name stands for as long as it has none. */
  Read read(String name, Instant now) {
    Optional<Document> found = documents.get(KIND, name);
    return found.isPresent()
        ? new Read(AliasFormat.read(found.get().text()), found.get().version())
        : new Read(Alias.unmoved(name, now), 0);
  }

  /** Writes an alias unless it has changed since it was read. */
  boolean write(Read before, Alias after) {
    return documents.put(KIND, after.name(), AliasFormat.write(after), before.version());
  }

  /**
   * Changes what is not a move, until no other writer came in between.
   *
   * @param change may be called several times, also on its own result
   */
  Alias update(String name, InstantSource clock, UnaryOperator<Alias> change) {
    return AliasFormat.read(
        documents.update(
            KIND,
            name,
            before ->
                AliasFormat.write(
                    change.apply(
                        before
                            .map(AliasFormat::read)
                            .orElseGet(() -> Alias.unmoved(name, clock.instant()))))));
  }
}
