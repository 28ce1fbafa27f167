package vn.khop.server.notify;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/*
 * Whoever may subscribe could make this server call whatever it can reach: its own ports, the machines beside it, what a cloud tells of itself. So an endpoint is on a host that whoever runs the server has named, and nowhere
 * else; and even under such a name no address is called that can be nobody's system. Redirects are not followed (EndpointClient).
 */
/** Where messages may be sent. */
public final class Endpoints {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int CHARACTERS_MAX = 1_000;

    private final SubscriptionSettings settings;

    public Endpoints(SubscriptionSettings settings) {
        this.settings = settings;
    }

    /** An endpoint that is none for us; the message says why. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** Nobody is asked over the network for this. */
    public URI endpoint(String text) throws Refused {
        URI url = url(text);
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new Refused(
                    "the endpoint is scheme, host, port and path, without user, query and fragment; secrets go into channel.header");
        }
        boolean isPlain = scheme.equals("http");
        if (!isPlain && !scheme.equals("https")) {
            throw new Refused("the endpoint is not https");
        }
        int port = url.getPort() < 0 ? (isPlain ? HTTP_PORT : HTTPS_PORT) : url.getPort();
        List<String> allowed = isPlain ? settings.plainHosts() : settings.hosts();
        if (allowed.stream()
                .noneMatch(pattern -> fits(pattern, url.getHost().toLowerCase(Locale.ROOT), port, isPlain))) {
            throw new Refused(
                    isPlain
                            ? "the endpoint is not https: http is for hosts of khop.subscriptions.plain-hosts"
                            : "the endpoint's host is not one of khop.subscriptions.hosts: ask whoever runs this server to add it");
        }
        return url;
    }

    private static URI url(String text) throws Refused {
        if (text.length() > CHARACTERS_MAX) {
            throw new Refused("the endpoint has " + text.length() + " characters, at most " + CHARACTERS_MAX);
        }
        try {
            return new URI(text).normalize();
        } catch (URISyntaxException e) {
            throw new Refused("the endpoint is no URL");
        }
    }

    /** @param pattern {@code host}, {@code host:port}, {@code host:*}, {@code *.domain} */
    private static boolean fits(String pattern, String host, int port, boolean isPlain) {
        int colon = pattern.lastIndexOf(':');
        String name = (colon < 0 ? pattern : pattern.substring(0, colon)).toLowerCase(Locale.ROOT);
        String ports = colon < 0 ? String.valueOf(isPlain ? HTTP_PORT : HTTPS_PORT) : pattern.substring(colon + 1);
        boolean isHost = name.startsWith("*.")
                ? host.endsWith(name.substring(1)) && host.length() > name.length() - 1
                : host.equals(name);
        return isHost && (ports.equals("*") || ports.equals(String.valueOf(port)));
    }

    /** Asked before each message, since names move: why the host cannot be called now. */
    Optional<String> unfit(URI endpoint) {
        try {
            for (InetAddress address : InetAddress.getAllByName(endpoint.getHost())) {
                boolean isNobodys = address.isAnyLocalAddress()
                        || address.isLinkLocalAddress()
                        || address.isMulticastAddress()
                        || (address.isLoopbackAddress() && !isPlainAllowed(endpoint));
                if (isNobodys) {
                    return Optional.of("the endpoint's name stands for an address of this machine or of nobody");
                }
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("the endpoint's host is not known");
        }
    }

    /** Only who allowed http to this very host meant a system on this machine. */
    private boolean isPlainAllowed(URI endpoint) {
        return "http".equalsIgnoreCase(endpoint.getScheme());
    }
}
