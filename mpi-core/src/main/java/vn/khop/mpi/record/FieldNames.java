package vn.khop.mpi.record;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names that many records share, each with a place, so that a record's map from name to value is one array. Immutable.
 */
public final class FieldNames {
    private final List<String> names;
    private final String[] instances;
    private final Map<String, Integer> places = new HashMap<>();

    /**
     * @throws IllegalArgumentException if a name occurs twice; the message gives it
     */
    public FieldNames(List<String> names) {
        this.names = List.copyOf(names);
        instances = names.toArray(new String[0]);
        for (String name : names) {
            if (places.put(name, places.size()) != null) {
                throw new IllegalArgumentException("two fields are named '" + name + "'");
            }
        }
    }

    public int size() {
        return names.size();
    }

    /** The place of the name, -1 where there is no such name. */
    public int place(String name) {
        return places.getOrDefault(name, -1);
    }

    /**
     * An unmodifiable map of the names that have a value; it keeps the array, which must not change any more.
     *
     * @param values by place; null where a name has no value
     * @throws IllegalArgumentException if there are not as many places as names
     */
    public <V> Map<String, V> map(@Nullable V[] values) {
        if (values.length != names.size()) {
            throw new IllegalArgumentException("found " + values.length + " values, expected " + names.size());
        }
        return new OfPlaces<>(this, values);
    }

    /** Whether the map cannot change because it came from {@link #map}: then nobody need copy it. */
    static boolean isOfPlaces(Map<?, ?> map) {
        return map instanceof OfPlaces;
    }

    private static final class OfPlaces<V> extends AbstractMap<String, V> {
        private final FieldNames names;
        private final @Nullable V[] values;

        OfPlaces(FieldNames names, @Nullable V[] values) {
            this.names = names;
            this.values = values;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public @Nullable V get(@Nullable Object name) {
            // Who asks mostly has the very text that the names were made of: comparing references is quicker than a
            // hash.
            String[] instances = names.instances;
            for (int i = 0; i < instances.length; i++) {
                if (instances[i] == name) {
                    return values[i];
                }
            }
            Integer place = names.places.get(name);
            return place == null ? null : values[place];
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return get(name) != null;
        }

        @Override
        public int size() {
            int size = 0;
            for (@Nullable V value : values) {
                size += value == null ? 0 : 1;
            }
            return size;
        }

        @Override
        public Set<Entry<String, V>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, V>> iterator() {
                    return new Entries<>(names, values);
                }

                @Override
                public int size() {
                    return OfPlaces.this.size();
                }
            };
        }
    }

    private static final class Entries<V> implements Iterator<Map.Entry<String, V>> {
        private final FieldNames names;
        private final @Nullable V[] values;
        private int next;

        Entries(FieldNames names, @Nullable V[] values) {
            this.names = names;
            this.values = values;
        }

        @Override
        public boolean hasNext() {
            while (next < values.length && values[next] == null) {
                next++;
            }
            return next < values.length;
        }

        @Override
        public Map.Entry<String, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no value after place " + next);
            }
            V value = values[next];
            String name = names.names.get(next++);
            return Map.entry(name, Objects.requireNonNull(value));
        }
    }

    @Override
    public String toString() {
        return "FieldNames" + names;
    }
}
