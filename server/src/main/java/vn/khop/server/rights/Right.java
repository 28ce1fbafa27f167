package vn.khop.server.rights;

/**
 * What somebody may ask about the data that is kept of them, and how many days there are for it: alone, or where others (hospitals, processors) have to act too. The name is stored: never
 * rename one. Source: Law 91/2025/QH15 on personal data; Decree 356/2025/NĐ-CP on carrying out the rights of data subjects.
 */
public enum Right {
    /** To see what is kept, or have it handed over. */
    ACCESS(10, 15),
    CORRECT(10, 15),
    RESTRICT(15, 20),
    OBJECT(15, 20),
    /** To take a consent back. */
    WITHDRAW(15, 20),
    /** Two people are needed to close such a request. */
    ERASE(20, 30);

    private final int days;
    private final int daysThroughOthers;

    Right(int days, int daysThroughOthers) {
        this.days = days;
        this.daysThroughOthers = daysThroughOthers;
    }

    /** From the day after the request came. */
    int days(boolean isThroughOthers) {
        return isThroughOthers ? daysThroughOthers : days;
    }

    /** How many days more there can be, once. */
    int extensionDaysMax() {
        return days;
    }
}
