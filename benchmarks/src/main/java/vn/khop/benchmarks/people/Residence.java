package vn.khop.benchmarks.people;

/**
 * A place to live, under the names of its units before and since the reform of 2025-07-01.
 *
 * @param street house and street, or hamlet
 * @param oldCommune with its type, as the others
 * @param district of the old commune
 */
record Residence(
        String street, String oldCommune, String district, String oldProvince, String newCommune, String newProvince) {
    Residence withStreet(String other) {
        return new Residence(other, oldCommune, district, oldProvince, newCommune, newProvince);
    }
}
