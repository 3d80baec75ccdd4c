/**
 * Reads tables of SQL databases through JDBC: {@link io.murmur.flink.source.jdbc.JdbcScan}.
 *
 * <p>The driver is the user's: it has to be on the class path of job manager, task managers and
 * client. None is brought along, since some are under licences that do not go with every program.
 *
 * <p>What a scan sees, and what its handoff token says:
 *
 * <ul>
 *   <li><b>Postgres</b>: the table at exactly one moment, whoever reads and whatever is written
 *       meanwhile. The job manager opens a transaction, exports its snapshot and holds it; all
 *       readers join it, those that come after a failure, too. So a scan goes on exactly when task
 *       managers die and when the whole job restarts in its job manager. When the job manager
 *       itself is lost, so is the snapshot, and no row that changed since can be read as it was:
 *       the scan then ends with an error that says so. The token has the LSN and, if one was asked
 *       for, the replication slot from before the scan; the snapshot itself ({@code xmin:xmax:xip})
 *       is added to it as the position of range {@code scan}. A live feed begins at the slot or LSN
 *       and leaves out the changes of transactions that the snapshot shows.
 *   <li><b>MySQL and MariaDB</b>: the table at exactly one moment, too, but a snapshot belongs to
 *       one connection: so one reader reads all of it in one transaction, and when its task is lost
 *       after rows of it were in a checkpoint, the scan ends with an error. The position in the
 *       binary log and the GTIDs of the snapshot are added to the token as the position of its
 *       range.
 *   <li><b>Any other database</b>, or with {@code snapshot(false)}: each page is read as it is when
 *       the scan comes by, in many ranges, over any number of restarts. A change made during the
 *       scan may be in it or not. The token has the position from before the scan, or where the
 *       database tells none, only the time. This is for tables whose rows do not change once they
 *       are there, and for live feeds that bring whole rows.
 * </ul>
 *
 * <p>How it is done: a {@code Dialect} knows one kind of database, {@code TableShape} what the
 * table looks like, {@code KeyRange} which part of it a reader reads, and {@code PageQuery} the
 * statement that reads the page after a key. Bounds are compared by the database, under the
 * collation of its columns, and never here.
 */
package io.murmur.flink.source.jdbc;
