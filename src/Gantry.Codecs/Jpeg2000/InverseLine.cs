using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Gantry.Codecs.Jpeg2000.Lifting;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>Undoes the wavelet transforms along one line (ITU-T T.800 F.3.6 to F.3.8), whose low and high samples lie apart and come out in turn.</summary>
/// <remarks>References instead of spans in the loops: both kinds of samples differ by one at most, and the scratch lines have one entry more on either side.</remarks>
internal static class InverseLine
{
    /// <summary>Entries of a scratch line: as many as there are low samples, extended on both sides.</summary>
    public static int ScratchLength(int width) => width / 2 + 4;

    /// <param name="lows">Low samples.</param>
    /// <param name="highs">High samples: as many, one fewer, or one more where <paramref name="odd"/> is one.</param>
    /// <param name="to">Gets all in their order.</param>
    /// <param name="line">Scratch of <see cref="ScratchLength"/>.</param>
    /// <param name="odd">One where the first sample is a high one.</param>
    public static void Lift53(ReadOnlySpan<int> lows, ReadOnlySpan<int> highs, Span<int> to, Span<int> line, int odd)
    {
        int low = lows.Length, high = highs.Length;
        to = to[..(low + high)];
        if (to.Length == 1)
        {
            to[0] = odd == 1 ? highs[0] >> 1 : lows[0];
            return;
        }

        // Between the ends, every low sample has two high ones beside it; at an end it has the only one twice.
        Span<int> lifted = line.Slice(1, low);
        int first = 1 - odd, end = Math.Min(low, high - odd);
        Update53(lows[first..end], highs[..(end - first)], highs.Slice(1, end - first), lifted[first..end], isLess: true);
        if (odd == 0)
        {
            lifted[0] = lows[0] - ((2 * highs[0] + 2) >> 2);
        }

        for (int k = end; k < low; k++)
        {
            lifted[k] = lows[k] - ((2 * highs[high - 1] + 2) >> 2);
        }

        Extend(line, low);
        Finish53(highs, line, to, odd);
    }

    /// <param name="line">Low samples from entry 1, extended.</param>
    private static void Finish53(ReadOnlySpan<int> highs, ReadOnlySpan<int> line, Span<int> to, int odd)
    {
        int k = 0, pairs = to.Length / 2;
        ref int from = ref MemoryMarshal.GetReference(highs), even = ref Unsafe.Add(ref MemoryMarshal.GetReference(line), 1 - odd), into = ref MemoryMarshal.GetReference(to);
        if (Vector256.IsHardwareAccelerated)
        {
            for (; k + 8 <= pairs; k += 8)
            {
                Vector256<int> before = Vector256.LoadUnsafe(ref even, (nuint)k), after = Vector256.LoadUnsafe(ref even, (nuint)k + 1);
                Vector256<int> predicted = Vector256.LoadUnsafe(ref from, (nuint)k) + Vector256.ShiftRightArithmetic(before + after, 1);
                Pair(odd == 0 ? before : predicted, odd == 0 ? predicted : after, out Vector256<int> left, out Vector256<int> right);
                left.StoreUnsafe(ref into, 2 * (nuint)k);
                right.StoreUnsafe(ref into, 2 * (nuint)k + 8);
            }
        }

        for (int i = 2 * k; i < to.Length; i++)
        {
            k = i / 2;
            bool isHigh = ((i + odd) & 1) == 1;
            to[i] = isHigh ? highs[k] + ((line[k + 1 - odd] + line[k + 2 - odd]) >> 1) : line[k + 1];
        }
    }

    /// <param name="first">Scratch of <see cref="ScratchLength"/>.</param>
    /// <param name="second">The same.</param>
    /// <param name="factor">By which the samples that come out are multiplied.</param>
    /// <inheritdoc cref="Lift53"/>
    public static void Lift97(ReadOnlySpan<float> lows, ReadOnlySpan<float> highs, Span<float> to, Span<float> first, Span<float> second, float factor, int odd)
    {
        int low = lows.Length, high = highs.Length;
        to = to[..(low + high)];
        if (to.Length == 1)
        {
            to[0] = (odd == 1 ? highs[0] * 0.5f : lows[0]) * factor;
            return;
        }

        Scale(lows, K, first[1..]);
        Scale(highs, 1 / K, second[1..]);
        Extend(second, high);
        Step97(first.Slice(1, low), second[odd..], second[(odd + 1)..], -Delta);
        Extend(first, low);
        Step97(second.Slice(1, high), first[(1 - odd)..], first[(2 - odd)..], -Gamma);
        Extend(second, high);
        Step97(first.Slice(1, low), second[odd..], second[(odd + 1)..], -Beta);
        Extend(first, low);
        Finish97(second[1..], first, to, factor, odd);
    }

    private static void Finish97(ReadOnlySpan<float> highs, ReadOnlySpan<float> line, Span<float> to, float factor, int odd)
    {
        int k = 0, pairs = to.Length / 2;
        ref float from = ref MemoryMarshal.GetReference(highs), even = ref Unsafe.Add(ref MemoryMarshal.GetReference(line), 1 - odd), into = ref MemoryMarshal.GetReference(to);
        if (Vector256.IsHardwareAccelerated)
        {
            for (; k + 8 <= pairs; k += 8)
            {
                Vector256<float> before = Vector256.LoadUnsafe(ref even, (nuint)k), after = Vector256.LoadUnsafe(ref even, (nuint)k + 1);
                Vector256<float> predicted = Vector256.LoadUnsafe(ref from, (nuint)k) + (before + after) * -Alpha;
                Pair((odd == 0 ? before : predicted).AsInt32(), (odd == 0 ? predicted : after).AsInt32(), out Vector256<int> left, out Vector256<int> right);
                (left.AsSingle() * factor).StoreUnsafe(ref into, 2 * (nuint)k);
                (right.AsSingle() * factor).StoreUnsafe(ref into, 2 * (nuint)k + 8);
            }
        }

        for (int i = 2 * k; i < to.Length; i++)
        {
            k = i / 2;
            bool isHigh = ((i + odd) & 1) == 1;
            to[i] = factor * (isHigh ? highs[k] + (line[k + 1 - odd] + line[k + 2 - odd]) * -Alpha : line[k + 1]);
        }
    }
}
