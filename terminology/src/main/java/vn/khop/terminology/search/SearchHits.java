package vn.khop.terminology.search;

/**
 * Some of the concepts that fit a text, as ordinals, best first.
 *
 * @param total how many fit in all
 */
public record SearchHits(int total, int[] page) {
    public SearchHits {
        page = page.clone();
    }

    @Override
    public int[] page() {
        return page.clone();
    }
}
