using System.Diagnostics;

namespace Gantry.CodecBenchmarks;

/// <summary>Two ways to do the same work, run in turn until both have had their time; the round of each that took the least CPU time counts, as other programs only ever make a round slower.</summary>
internal static class Race
{
    /// <returns>Milliseconds of ours, milliseconds of theirs, bytes that ours allocates each time.</returns>
    public static (double Ours, double Theirs, long Allocated) Run(Action ours, Action theirs, double seconds)
    {
        // Tiered compilation: enough calls, then a pause, until the optimised code is there.
        Stopwatch warm = Stopwatch.StartNew();
        for (int i = 0; i < 60 && warm.Elapsed.TotalSeconds < 2 * seconds; i++)
        {
            ours();
            Thread.Sleep(i % 10 == 9 ? 30 : 0);
        }

        theirs();
        double bestOurs = double.MaxValue, bestTheirs = double.MaxValue;
        Stopwatch clock = Stopwatch.StartNew();
        int rounds = 0;
        do
        {
            bestOurs = Math.Min(bestOurs, Time(ours));
            bestTheirs = Math.Min(bestTheirs, Time(theirs));
        }
        while (++rounds < 7 || clock.Elapsed.TotalSeconds < seconds);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 4; i++)
        {
            ours();
        }

        return (bestOurs, bestTheirs, (GC.GetAllocatedBytesForCurrentThread() - before) / 4);
    }

    /// <summary>CPU time of this thread: other programs on the machine do not count.</summary>
    private static double Time(Action work)
    {
        double start = Native.ThreadMilliseconds();
        work();
        return Native.ThreadMilliseconds() - start;
    }
}
