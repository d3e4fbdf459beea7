using System.Collections.Concurrent;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>L2 norms of the subbands' synthesis functions: how large an error of one in a coefficient becomes in the picture (ITU-T T.800 J.14.4).</summary>
internal static class WaveletNorms
{
    private const int Height = 4096;

    private static readonly ConcurrentDictionary<(bool, int, bool), double> Lines = new();

    public static double Irreversible(int levels, int band) => Of(levels, band, isReversible: false);

    /// <param name="band">0 is LL; then HL, LH, HH of each level from the lowest resolution.</param>
    public static double Of(int levels, int band, bool isReversible)
    {
        if (band == 0)
        {
            double low = Line(isReversible, levels, false);
            return low * low;
        }

        // Beyond ten levels the functions only widen: each doubles the norm's square.
        int level = levels - (band - 1) / 3;
        bool isHighX = (band - 1) % 3 != 1, isHighY = (band - 1) % 3 != 0;
        return Line(isReversible, level, isHighX) * Line(isReversible, level, isHighY);
    }

    private static double Line(bool isReversible, int level, bool isHigh) =>
        level > 8 ? Line(isReversible, 8, isHigh) * Math.Pow(2, (level - 8) / 2.0) : Lines.GetOrAdd((isReversible, level, isHigh), Measure);

    /// <summary>Synthesises one coefficient in the middle of a line.</summary>
    private static double Measure((bool IsReversible, int Level, bool IsHigh) of)
    {
        int length = 4096;
        var line = new int[length];
        int size = length >> of.Level;
        line[of.IsHigh ? size + size / 2 : size / 2] = of.IsReversible ? Height : BitConverter.SingleToInt32Bits(Height);
        var inverse = new InverseLevel();
        for (int level = of.Level; level > 0; level--)
        {
            var lifted = new int[length >> (level - 1)];
            inverse.Run(of.IsReversible, new Extent(0, 0, lifted.Length, 1), line, 0, length, line, length, lifted);
            lifted.CopyTo(line, 0);
        }

        double sum = line.Select(v => of.IsReversible ? v : (double)BitConverter.Int32BitsToSingle(v)).Sum(v => v * v);
        return Math.Sqrt(sum) / Height;
    }
}
