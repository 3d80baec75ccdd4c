package io.murmur.state;

/**
 * A hook failed after its merge was applied. The merge itself succeeded and stays: do not send it
 * again for this error, without a guard it would count twice.
 */
public final class HookFailedException extends PermanentStoreException {

  private static final long serialVersionUID = 1L;

  private final transient Key key;
  private final transient MergeResult<?> result;

  /** Creates the error of a hook for a merge with this result. */
  public HookFailedException(Key key, MergeResult<?> result, Throwable cause) {
    super(
        "the merge into key "
            + key
            + " was applied, but the hook that follows it failed: "
            + cause
            + "; do not repeat the merge",
        cause);
    this.key = key;
    this.result = result;
  }

  /** The key of the merge. */
  public Key key() {
    return key;
  }

  /** What became of the merge. */
  public MergeResult<?> result() {
    return result;
  }
}
