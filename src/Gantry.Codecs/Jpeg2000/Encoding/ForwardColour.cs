using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>The forward component transforms (ITU-T T.800 G.2, G.3).</summary>
internal static class ForwardColour
{
    /// <summary>Transforms in place; the irreversible one leaves floats.</summary>
    public static void Apply(int[][] planes, int count, bool isReversible)
    {
        Span<int> p0 = planes[0].AsSpan(0, count), p1 = planes[1].AsSpan(0, count), p2 = planes[2].AsSpan(0, count);
        if (isReversible)
        {
            for (int i = 0; i < count; i++)
            {
                int r = p0[i], g = p1[i], b = p2[i];
                (p0[i], p1[i], p2[i]) = ((r + 2 * g + b) >> 2, b - g, r - g);
            }

            return;
        }

        Span<float> f0 = MemoryMarshal.Cast<int, float>(p0), f1 = MemoryMarshal.Cast<int, float>(p1), f2 = MemoryMarshal.Cast<int, float>(p2);
        for (int i = 0; i < count; i++)
        {
            float r = p0[i], g = p1[i], b = p2[i];
            f0[i] = 0.299f * r + 0.587f * g + 0.114f * b;
            f1[i] = -0.168736f * r - 0.331264f * g + 0.5f * b;
            f2[i] = 0.5f * r - 0.418688f * g - 0.081312f * b;
        }
    }

    /// <summary>Squared error in red, green and blue together for one in the component: the squared norm of its column in the inverse transform.</summary>
    public static double Weight(int component, bool isReversible) => (component, isReversible) switch
    {
        (0, _) => 3,
        (_, true) => 0.6875,
        (1, _) => 1.772 * 1.772 + 0.344136 * 0.344136,
        _ => 1.402 * 1.402 + 0.714136 * 0.714136,
    };
}
