package vn.khop.mpi;

/** Hears how far a long run is. Called from several threads; must be quick. */
public interface Progress {
    /** Nobody listens. */
    Progress NONE = new Progress() {
        @Override
        public void stage(String name, long total) {}

        @Override
        public void done(long more) {}
    };

    /**
     * A stage begins, and with it the one before ends.
     *
     * @param total how many units of work it has, or 0 where that is not known before
     */
    void stage(String name, long total);

    /** So many units more of the current stage are done. */
    void done(long more);
}
