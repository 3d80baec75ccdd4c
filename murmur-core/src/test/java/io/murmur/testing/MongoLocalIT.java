package io.murmur.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MongoLocalExtension.class)
class MongoLocalIT {

  @Test
  void allTestsOfAJvmShareOneServer(MongoLocal one, MongoLocal other) {
    assertThat(one).isSameAs(other);
  }

  @Test
  void whoWatchesSeesTheCommands(MongoLocal local, MongoClient client) {
    List<String> seen = new CopyOnWriteArrayList<>();
    local.watch((command, body) -> seen.add(command));
    try {
      var collection = client.getDatabase("test").getCollection(MongoLocal.newCollectionName("it"));
      collection.insertOne(new Document("_id", 1).append("v", 2));
      assertThat(collection.find().first()).containsEntry("v", 2);
      assertThat(seen).containsSubsequence("insert", "find");
    } finally {
      local.watchNoMore();
    }
  }

  @Test
  void aServerOfOnesOwnStartsEmptyAndStops() {
    try (var own = MongoLocal.start();
        var client = own.client()) {
      assertThat(client.listDatabaseNames()).isEmpty();
    }
  }
}
