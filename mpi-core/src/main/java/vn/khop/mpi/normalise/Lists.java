package vn.khop.mpi.normalise;

import java.util.ArrayList;
import java.util.List;

/** Fields that hold several values: the insurance XML joins them by ";", people write "/" and "," too. */
final class Lists {
    private Lists() {}

    /** The items, cleaned, without empty ones. */
    static List<String> items(String text) {
        List<String> items = new ArrayList<>(1);
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || ";,/|\n".indexOf(text.charAt(i)) >= 0) {
                String item = Spacing.clean(text.substring(start, i));
                if (!item.isEmpty()) {
                    items.add(item);
                }
                start = i + 1;
            }
        }
        return items;
    }
}
