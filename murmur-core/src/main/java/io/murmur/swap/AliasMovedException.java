package io.murmur.swap;

/** Someone else moved the alias while this move was being decided; this one changed nothing. */
public final class AliasMovedException extends SwapRefusedException {

  private static final long serialVersionUID = 1L;

  /** Creates the error from what the alias is now. */
  AliasMovedException(Alias now, String wanted) {
    super(
        "alias '%s' was moved by someone else meanwhile: %s. It was not moved to '%s'; look at its status and decide anew"
            .formatted(
                now.name(),
                now.lastMove()
                    .map(
                        move ->
                            "%s from '%s' to '%s' at %s (move %d)"
                                .formatted(
                                    move.kind() == AliasMove.Kind.PROMOTE
                                        ? "promoted"
                                        : "rolled back",
                                    move.from(),
                                    move.to(),
                                    move.at(),
                                    now.epoch()))
                    .orElse("it is on '" + now.current() + "'"),
                wanted));
  }
}
