package vn.khop.mpi;

/** Two records of a run have one id. */
public final class DuplicateRecordIdException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String recordId;

    DuplicateRecordIdException(String recordId) {
        super("record_id '" + recordId + "' occurs twice; ids must be unique across all inputs");
        this.recordId = recordId;
    }

    public String recordId() {
        return recordId;
    }
}
