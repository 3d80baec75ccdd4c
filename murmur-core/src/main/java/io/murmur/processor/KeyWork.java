package io.murmur.processor;

import io.murmur.monoid.Monoid;
import io.murmur.state.Key;
import java.util.List;

/** The contributions to one key that wait to be written. */
interface KeyWork<V> {

  /** Which aggregate. */
  Key key();

  /** All contributions as one delta. */
  V combined();

  /** The contributions one by one, in the order in which they came. Only asked under claims. */
  List<EventDelta<V>> contributions();

  /** The ids of the contributions. Only asked after a failure. */
  List<String> eventIds();

  /** The work of a flush item. */
  static <V> KeyWork<V> of(FlushItem<V> item, Monoid<V> monoid) {
    return new KeyWork<>() {
      @Override
      public Key key() {
        return item.key();
      }

      @Override
      public V combined() {
        List<EventDelta<V>> all = item.contributions();
        return all.size() == 1
            ? all.get(0).delta()
            : monoid.combineAll(all.stream().map(EventDelta::delta).toList());
      }

      @Override
      public List<EventDelta<V>> contributions() {
        return item.contributions();
      }

      @Override
      public List<String> eventIds() {
        return item.contributions().stream().map(EventDelta::eventId).toList();
      }
    };
  }
}
