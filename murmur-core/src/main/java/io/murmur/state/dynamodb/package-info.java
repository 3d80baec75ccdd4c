/**
 * Aggregates, claims and seen event ids in DynamoDB.
 *
 * <p>The way of a merge: {@link io.murmur.state.dynamodb.DynamoDbStore} starts a run, which asks
 * the change of its kind of value for a step (what to write, under which condition), adds the guard
 * and sends it, alone or in one transaction with the claims. A condition that fails shows the item;
 * the next step is made with it. {@link io.murmur.state.dynamodb.DynamoDbErrors} alone decides what
 * an error means.
 *
 * <h2>An item of the state table</h2>
 *
 * <table>
 *   <caption>Attributes</caption>
 *   <tr><th>name</th><th>type</th><th>what</th></tr>
 *   <tr><td>{@code pk}</td><td>S</td><td>the entity (partition key)</td></tr>
 *   <tr><td>{@code sk}</td><td>N</td><td>the bucket, 0 for all time (sort key)</td></tr>
 *   <tr><td>{@code v}</td><td>N, S, SS or B</td><td>the value: a number or string as such, a set of
 *       strings as SS, all else as the bytes of its codec; absent stands for the identity</td></tr>
 *   <tr><td>{@code vt}, {@code vi}</td><td>N, S</td><td>first and last: event time in milliseconds
 *       and event id</td></tr>
 *   <tr><td>{@code v_x}, {@code vt_x}, {@code vi_x}</td><td></td><td>the same for field {@code x} of
 *       a struct; a struct within a struct is bytes</td></tr>
 *   <tr><td>{@code ver}</td><td>N</td><td>counts the writes to the item</td></tr>
 *   <tr><td>{@code ttl}</td><td>N</td><td>when DynamoDB may delete the item, in seconds since the
 *       epoch; the expiry of the merge that was applied last</td></tr>
 *   <tr><td>{@code f_w}</td><td>N</td><td>the fence of writer {@code w}: its latest stamp</td></tr>
 *   <tr><td>{@code tok}</td><td>B</td><td>marks the latest unguarded rewrite, so that its writer
 *       knows it again</td></tr>
 * </table>
 *
 * <p>An item of the dedup table has {@code pk} (S, the claim: every part preceded by its length,
 * over 1,024 bytes their SHA-256), {@code ttl} and, from a deduper, {@code tok}.
 *
 * <h2>What a merge costs</h2>
 *
 * For items of up to 1 KB; a write of a larger one takes a unit for each KB begun.
 *
 * <table>
 *   <caption>Capacity units and requests</caption>
 *   <tr><th>kind</th><th>no guard or fence</th><th>claims of n events</th></tr>
 *   <tr><td>count, sums, set of strings, struct of these</td><td>1 write</td><td>2 + 2n
 *       writes</td></tr>
 *   <tr><td>minimum, maximum, first, last</td><td>1 write, also if the value stays; 2 if it stays
 *       and the expiry differs</td><td>2 + 2n writes; twice that if the value stays</td></tr>
 *   <tr><td>sketches, decayed sum, map, all other structs</td><td>1 consistent read (a unit for each
 *       4 KB) + 1 write; no write if the kind is idempotent and the value stays</td><td>1 consistent
 *       read + 2 + 2n writes</td></tr>
 * </table>
 *
 * A merge that the fence or a claim turns away costs what its write would have. Each conflict with
 * another writer of the same item costs a failed write more. A sum of doubles whose exact result
 * has over 38 digits is rounded as a double, by a read and a second write.
 *
 * <h2>What time does</h2>
 *
 * Readers never see an item whose expiry has passed; DynamoDB deletes it within days, and a merge
 * finds it or finds nothing. As all merges into one bucket carry the same expiry, nobody can tell
 * the difference.
 */
package io.murmur.state.dynamodb;
