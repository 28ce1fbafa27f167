package vn.khop.server.audit;

/** What was done with a person's data, or with the releases of code lists. The name is stored: never rename one. */
public enum AccessAction {
    /** A search by name, number, phone or birth date; one event for each person shown. */
    SEARCH,
    /** {@code $match}; one event for each candidate shown. */
    MATCH,
    /** A person was opened with its sources. */
    READ,
    /** A source record was read. */
    READ_SOURCE,
    /** The weights that joined two source records were shown. */
    EXPLAIN,
    /** One identifier was translated into others ({@code $ihe-pix}). */
    CROSS_REFERENCE,
    /** A source record was fed or changed. */
    FEED,
    /** A file of people was sent to be loaded, or its load was taken up again. */
    LOAD,
    /** What a decision would do with the person was shown. */
    PREVIEW,
    /** The person was merged, parted or otherwise changed by a decision. */
    DECIDE,
    /** A task about the person was shown, taken, put off or given back. */
    TASK,
    /** The records of a task were shown side by side, their numbers masked. */
    COMPARE,
    /** A masked field of a task's records, or of a person, was shown in full; the entry names task or person, and field. */
    UNMASK,
    /** That something changed about the person was told in the feed of changes. */
    CHANGES,
    /** An export of all persons was asked for, agreed to, ended or fetched; one event for each person in it. */
    EXPORT,
    /** Somebody asked who saw a person. */
    READ_ACCESS_LOG,
    /** Somebody looked whether the access log is whole. */
    VERIFY_ACCESS_LOG,
    /** A person's data was opened in an emergency to somebody who may not see it otherwise. */
    BREAK_GLASS,
    /** An emergency access was reviewed. */
    REVIEW_BREAK_GLASS,
    /** A step of a request of the person about the data that is kept was taken; the entry names the request. */
    SUBJECT_REQUEST,
    /** A user, a client or a token was shut out for good. */
    REVOKE,
    /** A client or user was shut out for a while: it had asked for many numbers that showed nobody. */
    BLOCK,
    /** A linkage model was handed in, tried or taken into use. */
    MODEL,
    /** Other keys for what is kept were asked for, or begun. */
    KEYS,
    /** A file was sent that became a draft of a code list. */
    RELEASE_DRAFT,
    /** A draft of a code list was tested and can be activated. */
    RELEASE_VALIDATE,
    /** A second person approved a release of a code list. */
    RELEASE_APPROVE,
    /** A release of a code list was made to answer from a day on. */
    RELEASE_ACTIVATE,
    /** A release of a code list was made to answer no more from a day on. */
    RELEASE_RETIRE,
    /** The newest activation or retirement of a code list was undone. */
    RELEASE_ROLLBACK,
    /** A version of a concept map was made of a hospital's list. */
    MAPPING_PUBLISH
}
