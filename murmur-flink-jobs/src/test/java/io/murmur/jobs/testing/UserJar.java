package io.murmur.jobs.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A jar as a user would build it: some classes of this test tree, and nothing else. */
public final class UserJar {

  private UserJar() {}

  /** Writes a jar with the given classes and the classes that are nested in them. */
  public static Path write(Path file, Class<?>... classes) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      for (Class<?> type : classes) {
        add(jar, type);
        for (Class<?> nested : type.getDeclaredClasses()) {
          add(jar, nested);
        }
      }
    }
    return file;
  }

  private static void add(JarOutputStream jar, Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    jar.putNextEntry(new JarEntry(name));
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      in.transferTo(jar);
    }
    jar.closeEntry();
  }
}
