package io.murmur.state.valkey;

import io.valkey.exceptions.JedisDataException;
import io.valkey.exceptions.JedisNoScriptException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A Lua script that the server runs atomically, sent by its digest where the server knows it. */
final class Script {

  /** The keys (all of one hash slot) and the arguments of one run. */
  record Run(List<byte[]> keys, List<byte[]> arguments) {}

  private final byte[] source;
  private final byte[] digest;

  Script(String lua) {
    this.source = lua.getBytes(StandardCharsets.UTF_8);
    this.digest = HexFormat.of().formatHex(sha1(source)).getBytes(StandardCharsets.US_ASCII);
  }

  Object run(Link link, Run run) {
    try {
      return link.send(link.commands().evalsha(digest, run.keys(), run.arguments()));
    } catch (JedisNoScriptException unknown) {
      return link.send(link.commands().eval(source, run.keys(), run.arguments()));
    }
  }

  /**
   * Runs it many times in few round trips; the answers are in the order of the runs. A run that the
   * server refused has the error as its answer.
   */
  List<Object> runAll(Link link, List<Run> runs) {
    List<Object> answers = sent(link, runs);
    for (int i = 0; i < runs.size(); i++) {
      if (answers.get(i) instanceof JedisNoScriptException) {
        // Nothing was run. This one teaches the script to its node; the rest of it go together.
        answers.set(i, taught(link, runs.get(i)));
        List<Object> rest = sent(link, unknownAfter(i, answers, runs));
        int next = 0;
        for (int j = i + 1; j < runs.size(); j++) {
          if (answers.get(j) instanceof JedisNoScriptException) {
            answers.set(j, rest.get(next++));
          }
        }
      }
    }
    return answers;
  }

  private Object taught(Link link, Run run) {
    try {
      return link.send(link.commands().eval(source, run.keys(), run.arguments()));
    } catch (JedisDataException refused) {
      return refused;
    }
  }

  private static List<Run> unknownAfter(int index, List<Object> answers, List<Run> runs) {
    List<Run> unknown = new ArrayList<>();
    for (int i = index + 1; i < runs.size(); i++) {
      if (answers.get(i) instanceof JedisNoScriptException) {
        unknown.add(runs.get(i));
      }
    }
    return unknown;
  }

  private List<Object> sent(Link link, List<Run> runs) {
    return link.sendAll(
        runs.stream()
            .map(
                run ->
                    new Link.Command(
                        run.keys().get(0),
                        link.commands().evalsha(digest, run.keys(), run.arguments())))
            .toList());
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
