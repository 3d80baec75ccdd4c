package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanRow;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads rows of one table from results of a dialect's page query. One thread's; it has buffers. */
interface RowReader {

  /** The row at which a result is. */
  ScanRow read(ResultSet result) throws SQLException;
}
