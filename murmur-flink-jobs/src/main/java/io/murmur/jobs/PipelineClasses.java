package io.murmur.jobs;

import io.murmur.flink.bootstrap.PipelineDefinition;
import java.lang.reflect.InvocationTargetException;

/** Finds the pipeline that an option {@code --pipeline-class} names. */
public final class PipelineClasses {

  private PipelineClasses() {}

  /**
   * Makes an object of a class.
   *
   * @param name the class, public, with a public constructor without parameters
   * @param loader where it is looked for
   * @param remedy what to do if it is not there, to end the message with
   * @throws IllegalArgumentException if there is no such class, or it is no pipeline definition
   */
  public static PipelineDefinition<?, ?> load(String name, ClassLoader loader, String remedy) {
    String option = "--pipeline-class " + name;
    try {
      Class<?> type = Class.forName(name, true, loader);
      if (!PipelineDefinition.class.isAssignableFrom(type)) {
        throw new IllegalArgumentException(
            option + " does not implement " + PipelineDefinition.class.getName());
      }
      return (PipelineDefinition<?, ?>) type.getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(option + " is not on the class path: " + remedy, e);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalArgumentException(
          option + " needs to be a public class with a public constructor without parameters", e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          option + " cannot be made: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
