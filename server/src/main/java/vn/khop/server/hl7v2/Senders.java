package vn.khop.server.hl7v2;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;
import vn.khop.server.security.SmartScopes;

/*
 * MSH-3 and MSH-4 are words that anybody can write. They say who somebody claims to be; that he is it, the network from which he comes or the certificate that he shows must say. What is not configured is nobody.
 */
/** Who may send, and for which facility: nobody but those who are configured. */
final class Senders {
    private final List<Configured> configured;
    private final Authorities authorities;

    /** @throws IllegalArgumentException if a sender could be anybody, or what is configured of it cannot be read; the message says what to mend */
    Senders(List<Hl7v2Settings.Sender> senders, Authorities authorities) {
        this.authorities = authorities;
        this.configured = senders.stream().map(Configured::of).toList();
    }

    /**
     * A system that was recognised.
     *
     * @param application MSH-3 as it wrote it
     * @param facility the facility for which it speaks
     */
    record Known(String application, String facility, Set<Scope> scopes, Set<String> purposes) {
        Known {
            scopes = Set.copyOf(scopes);
            purposes = Set.copyOf(purposes);
        }

        String name() {
            return "hl7v2:" + application + "@" + facility;
        }

        boolean may(Scope scope) {
            return scopes.contains(scope);
        }

        /** As the registry and the access log know it. */
        Actor actor(String requestId, String address, String question) {
            return new Actor(
                    name(),
                    name(),
                    Set.of(Role.HUB),
                    scopes,
                    purposes,
                    FacilityScope.of(Set.of(facility)),
                    requestId,
                    address,
                    Optional.empty(),
                    SmartScopes.none(),
                    question);
        }
    }

    /**
     * Who it is, by what it says and where it comes from.
     *
     * @throws Rejected if nobody may send so from there; it does not say what would have been right
     */
    Known recognise(String application, Authorities.Name facility, Peer peer) {
        return find(application, facility, Optional.of(peer))
                .orElseThrow(
                        () -> new Rejected(
                                Rejected.Condition.SENDER_UNKNOWN,
                                Rejected.Place.of("MSH", 3),
                                "nobody is registered to send with this MSH-3 and MSH-4 from this network or with this certificate"));
    }

    /** The same for a message that was kept, whose sender was recognised when it came. */
    Optional<Known> stillKnown(String application, Authorities.Name facility) {
        return find(application, facility, Optional.empty());
    }

    private Optional<Known> find(String application, Authorities.Name facility, Optional<Peer> peer) {
        for (Configured sender : configured) {
            Optional<String> code = sender.code(facility, authorities);
            if (sender.isApplication(application)
                    && code.isPresent()
                    && peer.map(sender::admits).orElse(true)) {
                return Optional.of(new Known(application, code.get(), sender.scopes, sender.purposes));
            }
        }
        return Optional.empty();
    }

    private record Configured(
            Hl7v2Settings.Sender setting, List<Network> networks, Set<Scope> scopes, Set<String> purposes) {
        static Configured of(Hl7v2Settings.Sender sender) {
            if (sender.networks().isEmpty() && sender.certificate().isEmpty()) {
                throw new IllegalArgumentException("khop.hl7v2.senders: '" + sender.application() + "' of '"
                        + sender.facility()
                        + "' has neither networks nor a certificate, so anybody could be it: give one of them");
            }
            Set<Scope> scopes = sender.scopes().stream()
                    .map(code -> Scope.of(code)
                            .orElseThrow(() -> new IllegalArgumentException("khop.hl7v2.senders: no scope '" + code
                                    + "'; ITI-104, ITI-83 and ITI-78 are some")))
                    .collect(Collectors.toSet());
            return new Configured(
                    sender,
                    sender.networks().stream().map(Network::of).toList(),
                    scopes,
                    sender.purpose().isEmpty() ? Set.of() : Set.of(sender.purpose()));
        }

        boolean isApplication(String application) {
            return setting.application().equals(Hl7v2Settings.ANY)
                    || setting.application().equals(application);
        }

        Optional<String> code(Authorities.Name facility, Authorities authorities) {
            if (setting.facility().equals(Hl7v2Settings.ANY)) {
                return authorities
                        .domain(facility)
                        .filter(authorities::isFacilityCode)
                        .filter(code ->
                                setting.code().isEmpty() || setting.code().equals(code));
            }
            return setting.facility().equals(facility.namespace()) ? Optional.of(setting.code()) : Optional.empty();
        }

        boolean admits(Peer peer) {
            boolean isShown = setting.certificate().isEmpty()
                    || peer.certificate()
                            .filter(setting.certificate().toLowerCase(Locale.ROOT)::equals)
                            .isPresent();
            boolean isNear = networks.isEmpty() || networks.stream().anyMatch(network -> network.has(peer.address()));
            return isShown && isNear;
        }
    }

    /** Addresses that share their first bits. */
    private record Network(byte[] address, int bits) {
        static Network of(String text) {
            try {
                int slash = text.indexOf('/');
                String literal = slash < 0 ? text : text.substring(0, slash);
                if (!literal.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
                    throw new UnknownHostException(literal);
                }
                byte[] address = InetAddress.getByName(literal).getAddress();
                int bits = slash < 0 ? address.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
                if (bits < 0 || bits > address.length * Byte.SIZE) {
                    throw new NumberFormatException(text);
                }
                return new Network(address, bits);
            } catch (UnknownHostException | NumberFormatException unreadable) {
                throw new IllegalArgumentException(
                        "khop.hl7v2.senders: '" + text + "' is no network, expected such as 10.1.0.0/16", unreadable);
            }
        }

        boolean has(InetAddress other) {
            byte[] bytes = other.getAddress();
            if (bytes.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 1 << (Byte.SIZE - 1 - bit % Byte.SIZE);
                if ((bytes[bit / Byte.SIZE] & mask) != (address[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Network network && bits == network.bits && Arrays.equals(address, network.address);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(address) + bits;
        }
    }
}
