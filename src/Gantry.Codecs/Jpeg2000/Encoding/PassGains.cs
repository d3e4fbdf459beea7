using System.Numerics;
using static Gantry.Codecs.Jpeg2000.ColumnFlags;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>By how much the squared error of a code-block becomes less with each pass, in steps of the quantiser: what <see cref="RateControl"/> goes by.</summary>
internal static class PassGains
{
    /// <summary>The gain of a plane's significance propagation pass, which is the last to have been.</summary>
    public static double Significance(BlockPlanes block, ReadOnlySpan<uint> flags, int width, int height, int plane)
    {
        long sum = 0;
        int count = 0;
        for (int y = 0; y < height; y += 4)
        {
            int at = BlockPlanes.Start(y);
            for (int x = 0; x < width; x++)
            {
                for (uint found = (flags[at + x] >> Visited) & block.Words[at + x] & Rows; found != 0; found &= found - 1)
                {
                    sum += block.Magnitude(x, y + Index(BitOperations.TrailingZeroCount(found)));
                    count++;
                }
            }
        }

        return First(plane, sum, count);
    }

    /// <summary>The gain of all samples that become significant in a plane, in whichever pass.</summary>
    public static double AllSignificance(BlockPlanes block, int height, int plane)
    {
        (long sum, int count) = Sum(block, height, new SignificantFirst(plane));
        return First(plane, sum, count);
    }

    /// <summary>The gain of a plane's magnitude refinement pass.</summary>
    public static double Refinement(BlockPlanes block, int height, int plane)
    {
        (long sum, int count) = Sum(block, height, new Refined(plane));
        // The error was a half of the plane above's interval away from its middle, and becomes less by the half that is added or taken.
        double half = Math.ScaleB(0.5, plane);
        return half * sum - count * half * half;
    }

    /// <summary>Which magnitudes of a block a pass concerns, how many they are, and what they come to.</summary>
    private static (long Sum, int Count) Sum<TPass>(BlockPlanes block, int height, TPass pass) where TPass : struct, IConcerned
    {
        var magnitude = new Vector<uint>(0x7FFFFFFF);
        long sum = 0;
        int count = 0;
        for (int y = 0; y < height; y++)
        {
            Vector<uint> found = Vector<uint>.Zero;
            Vector<ulong> total = Vector<ulong>.Zero;
            ReadOnlySpan<uint> row = block.Row(y);
            for (int x = 0; x < row.Length; x += Vector<uint>.Count)
            {
                Vector<uint> value = new Vector<uint>(row[x..]) & magnitude, concerned = pass.Select(value);
                found += concerned & Vector<uint>.One;
                total += Wide(concerned & pass.Measure(value));
            }

            sum += (long)Vector.Sum(total);
            count += (int)Vector.Sum(found);
        }

        return (sum, count);
    }

    private static Vector<ulong> Wide(Vector<uint> values)
    {
        Vector.Widen(values, out Vector<ulong> low, out Vector<ulong> high);
        return low + high;
    }

    /// <summary>
    /// What samples gain that become significant: their error was themselves (and the half that quantising took, on average), and is then the distance to
    /// one and a half of the plane.
    /// </summary>
    private static double First(int plane, long sum, int count)
    {
        double scale = Math.ScaleB(1, plane);
        return 3 * scale * (sum + 0.5 * count) - 2.25 * scale * scale * count;
    }

    /// <summary>Samples that a pass concerns, and what of each is summed up.</summary>
    private interface IConcerned
    {
        /// <returns>All bits of those that are.</returns>
        Vector<uint> Select(Vector<uint> magnitudes);

        Vector<uint> Measure(Vector<uint> magnitudes);
    }

    /// <summary>Those whose highest bit lies in the plane: themselves.</summary>
    private readonly struct SignificantFirst(int plane) : IConcerned
    {
        public Vector<uint> Select(Vector<uint> magnitudes) => Vector.Equals(magnitudes >>> plane, Vector<uint>.One);

        public Vector<uint> Measure(Vector<uint> magnitudes) => magnitudes;
    }

    /// <summary>Those whose highest bit lies above: how far they are from the middle of the interval that was known.</summary>
    private readonly struct Refined(int plane) : IConcerned
    {
        private readonly Vector<uint> mask = new((2u << plane) - 1);

        public Vector<uint> Select(Vector<uint> magnitudes) => Vector.GreaterThan(magnitudes >>> plane, Vector<uint>.One);

        public Vector<uint> Measure(Vector<uint> magnitudes) => Vector.AsVectorUInt32(Vector.Abs(Vector.AsVectorInt32(((magnitudes & mask) << 1) - mask)));
    }
}
