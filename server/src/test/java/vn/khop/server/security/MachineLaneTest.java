package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** 16 connections are 12 places for programs, of which one has 9 at most; 48 wait at most, 18 of one. */
class MachineLaneTest {
    private static final int PLACES = 12;
    private static final int SHARE = 9;
    private static final int WAITING = 48;
    private static final int WAITING_OF_ONE = 18;
    private static final Duration NOT_AT_ALL = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MachineLane lane = new MachineLane(16, PLACES, meters);

    private List<MachineLane.Place> enter(String caller, int times) {
        List<MachineLane.Place> places = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            places.add(lane.enter(caller, NOT_AT_ALL).orElseThrow());
        }
        return places;
    }

    private boolean isFull(String caller) {
        return lane.enter(caller, NOT_AT_ALL).isEmpty();
    }

    private double figure(String name) {
        return meters.get(name).gauge().value();
    }

    @Test
    void oneCallerLeavesPlacesToOthersAndAllTogetherHaveSoMany() {
        List<MachineLane.Place> greedy = enter("greedy", SHARE);
        assertTrue(isFull("greedy"));
        enter("modest", PLACES - SHARE);
        assertTrue(isFull("modest"), "all places are taken");
        assertTrue(isFull("another"), "all places are taken");
        assertEquals(PLACES, figure("khop.machines.working"));
        assertEquals(3, meters.get("khop.machines.refused").counter().count());

        greedy.get(0).close();
        enter("another", 1);
        assertTrue(isFull("greedy"), "its place is another's now");
    }

    @Test
    void whoWaitsHasThePlaceThatComesFree() throws Exception {
        List<MachineLane.Place> held = enter("greedy", SHARE);
        ExecutorService waiting = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<MachineLane.Place>> next = waiting.submit(() -> lane.enter("greedy", LONG));
            awaitWaiting(1);
            held.get(0).close();
            assertTrue(next.get(1, TimeUnit.MINUTES).isPresent());
            assertEquals(0, figure("khop.machines.waiting"));
        } finally {
            waiting.shutdownNow();
        }
    }

    @Test
    void whoComesWhenManyWaitIsToldAtOnce() throws Exception {
        List<MachineLane.Place> held = enter("greedy", SHARE);
        held.addAll(enter("modest", PLACES - SHARE));
        ExecutorService waiting = Executors.newFixedThreadPool(WAITING);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int one = 0; one < WAITING; one++) {
                String caller = "caller " + one;
                answers.add(waiting.submit(() -> {
                    Optional<MachineLane.Place> place = lane.enter(caller, LONG);
                    place.ifPresent(MachineLane.Place::close);
                    return place.isPresent();
                }));
            }
            awaitWaiting(WAITING);
            assertTrue(lane.enter("one more", LONG).isEmpty());
            held.forEach(MachineLane.Place::close);
            for (Future<Boolean> answer : answers) {
                assertTrue(answer.get(1, TimeUnit.MINUTES));
            }
        } finally {
            waiting.shutdownNow();
        }
        assertEquals(0, figure("khop.machines.working"));
    }

    @Test
    void aLongLineOfOneIsNoOthersLoss() throws Exception {
        List<MachineLane.Place> held = enter("greedy", SHARE);
        ExecutorService waiting = Executors.newFixedThreadPool(WAITING_OF_ONE);
        try {
            List<Future<?>> line = new ArrayList<>();
            for (int one = 0; one < WAITING_OF_ONE; one++) {
                line.add(waiting.submit(() -> lane.enter("greedy", LONG).ifPresent(MachineLane.Place::close)));
            }
            awaitWaiting(WAITING_OF_ONE);
            assertTrue(lane.enter("greedy", LONG).isEmpty(), "its line is full");
            enter("modest", PLACES - SHARE);
            held.forEach(MachineLane.Place::close);
            for (Future<?> one : line) {
                one.get(1, TimeUnit.MINUTES);
            }
        } finally {
            waiting.shutdownNow();
        }
    }

    private void awaitWaiting(int count) throws InterruptedException {
        while (figure("khop.machines.waiting") < count) {
            Thread.sleep(1);
        }
    }

    @Test
    void neverMoreThanSoManyAreWorkedAtAndAllPlacesComeBack() throws Exception {
        int threads = 32;
        AtomicInteger working = new AtomicInteger();
        Map<String, AtomicInteger> byCaller = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger mostOfOne = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                String caller = thread < 24 ? "greedy" : "modest " + thread % 2;
                AtomicInteger ofCaller = byCaller.computeIfAbsent(caller, name -> new AtomicInteger());
                done.add(pool.submit(() -> {
                    begin.await();
                    for (int time = 0; time < 500; time++) {
                        Optional<MachineLane.Place> place = lane.enter(caller, Duration.ofMillis(time % 3));
                        if (place.isPresent()) {
                            admitted.incrementAndGet();
                            most.accumulateAndGet(working.incrementAndGet(), Math::max);
                            mostOfOne.accumulateAndGet(ofCaller.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            ofCaller.decrementAndGet();
                            working.decrementAndGet();
                            place.get().close();
                        }
                    }
                    return null;
                }));
            }
            begin.countDown();
            for (Future<?> one : done) {
                one.get(2, TimeUnit.MINUTES);
            }
        } finally {
            pool.shutdownNow();
        }
        assertTrue(most.get() <= PLACES, "worked at " + most);
        assertTrue(mostOfOne.get() <= SHARE, "of one " + mostOfOne);
        assertTrue(admitted.get() > 0);
        enter("greedy", SHARE);
        enter("modest", PLACES - SHARE);
    }

    @Test
    void fewerPlacesCanBeAskedForAndAsManyMayWait() throws Exception {
        MachineLane narrow = new MachineLane(16, 4, new SimpleMeterRegistry());
        List<MachineLane.Place> held = new ArrayList<>();
        for (int one = 0; one < 3; one++) {
            held.add(narrow.enter("greedy", NOT_AT_ALL).orElseThrow());
        }
        assertTrue(narrow.enter("greedy", NOT_AT_ALL).isEmpty(), "three quarters of four");
        held.add(narrow.enter("modest", NOT_AT_ALL).orElseThrow());
        assertTrue(narrow.enter("another", NOT_AT_ALL).isEmpty());
        ExecutorService waiting = Executors.newFixedThreadPool(WAITING_OF_ONE);
        try {
            List<Future<Boolean>> line = new ArrayList<>();
            for (int one = 0; one < WAITING_OF_ONE; one++) {
                line.add(waiting.submit(() -> {
                    Optional<MachineLane.Place> place = narrow.enter("greedy", LONG);
                    place.ifPresent(MachineLane.Place::close);
                    return place.isPresent();
                }));
            }
            held.forEach(MachineLane.Place::close);
            for (Future<Boolean> one : line) {
                assertTrue(one.get(1, TimeUnit.MINUTES));
            }
        } finally {
            waiting.shutdownNow();
        }
    }

    @Test
    void aPoolOfOneConnectionStillHasAPlace() {
        MachineLane small = new MachineLane(1, 1, new SimpleMeterRegistry());
        MachineLane.Place only = small.enter("somebody", NOT_AT_ALL).orElseThrow();
        assertTrue(small.enter("another", NOT_AT_ALL).isEmpty());
        only.close();
        assertFalse(small.enter("another", NOT_AT_ALL).isEmpty());
    }
}
