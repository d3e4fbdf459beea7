using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>The steps that both directions of the wavelet transforms are made of (ITU-T T.800 F), on lines whose low and high samples lie apart.</summary>
internal static class Lifting
{
    public const float Alpha = -1.586134342059924f, Beta = -0.052980118572961f, Gamma = 0.882911075530934f, Delta = 0.443506852043971f, K = 1.230174104914001f;

    /// <summary>Whole-sample symmetric extension (F.3.7).</summary>
    public static int Mirror(int i, int length) => i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;

    /// <summary>Repeats the first and the last of so many samples, which begin at entry 1.</summary>
    public static void Extend<T>(Span<T> samples, int count)
    {
        samples[0] = samples[1];
        samples[count + 1] = samples[count];
    }

    /// <summary>Low samples of the 5/3 transform: a quarter of both neighbours more, or less.</summary>
    /// <param name="to">May be one of the others.</param>
    /// <param name="isLess">Of the inverse transform.</param>
    public static void Update53(ReadOnlySpan<int> low, ReadOnlySpan<int> before, ReadOnlySpan<int> after, Span<int> to, bool isLess)
    {
        before = before[..low.Length];
        after = after[..low.Length];
        to = to[..low.Length];
        ref int l = ref MemoryMarshal.GetReference(low), b = ref MemoryMarshal.GetReference(before), a = ref MemoryMarshal.GetReference(after), t = ref MemoryMarshal.GetReference(to);
        int x = 0;
        int flip = isLess ? -1 : 0;
        Vector<int> two = new(2), flips = new(flip);
        for (; x <= low.Length - Vector<int>.Count; x += Vector<int>.Count)
        {
            Vector<int> quarter = Vector.ShiftRightArithmetic(Vector.LoadUnsafe(ref b, (nuint)x) + Vector.LoadUnsafe(ref a, (nuint)x) + two, 2);
            (Vector.LoadUnsafe(ref l, (nuint)x) + ((quarter ^ flips) - flips)).StoreUnsafe(ref t, (nuint)x);
        }

        for (; x < low.Length; x++)
        {
            to[x] = low[x] + ((((before[x] + after[x] + 2) >> 2) ^ flip) - flip);
        }
    }

    /// <summary>High samples of the 5/3 transform: a half of both neighbours more, or less.</summary>
    /// <param name="to">May be one of the others.</param>
    /// <param name="isLess">Of the forward transform.</param>
    public static void Predict53(ReadOnlySpan<int> high, ReadOnlySpan<int> before, ReadOnlySpan<int> after, Span<int> to, bool isLess)
    {
        before = before[..high.Length];
        after = after[..high.Length];
        to = to[..high.Length];
        ref int h = ref MemoryMarshal.GetReference(high), b = ref MemoryMarshal.GetReference(before), a = ref MemoryMarshal.GetReference(after), t = ref MemoryMarshal.GetReference(to);
        int x = 0;
        int flip = isLess ? -1 : 0;
        var flips = new Vector<int>(flip);
        for (; x <= high.Length - Vector<int>.Count; x += Vector<int>.Count)
        {
            Vector<int> half = Vector.ShiftRightArithmetic(Vector.LoadUnsafe(ref b, (nuint)x) + Vector.LoadUnsafe(ref a, (nuint)x), 1);
            (Vector.LoadUnsafe(ref h, (nuint)x) + ((half ^ flips) - flips)).StoreUnsafe(ref t, (nuint)x);
        }

        for (; x < high.Length; x++)
        {
            to[x] = high[x] + ((((before[x] + after[x]) >> 1) ^ flip) - flip);
        }
    }

    /// <summary>One step of the 9/7 transform, in place.</summary>
    public static void Step97(Span<float> line, ReadOnlySpan<float> before, ReadOnlySpan<float> after, float factor)
    {
        before = before[..line.Length];
        after = after[..line.Length];
        ref float l = ref MemoryMarshal.GetReference(line), b = ref MemoryMarshal.GetReference(before), a = ref MemoryMarshal.GetReference(after);
        int x = 0;
        for (; x <= line.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            (Vector.LoadUnsafe(ref l, (nuint)x) + (Vector.LoadUnsafe(ref b, (nuint)x) + Vector.LoadUnsafe(ref a, (nuint)x)) * factor).StoreUnsafe(ref l, (nuint)x);
        }

        for (; x < line.Length; x++)
        {
            line[x] += factor * (before[x] + after[x]);
        }
    }

    /// <summary>One step of the 9/7 transform for every second row of a plane, in place.</summary>
    public static void StepRows97(Span<float> plane, int pitch, int width, int height, int first, float factor)
    {
        for (int y = first; y < height; y += 2)
        {
            Step97(plane.Slice(y * pitch, width), plane.Slice(Mirror(y - 1, height) * pitch, width), plane.Slice(Mirror(y + 1, height) * pitch, width), factor);
        }
    }

    public static void Scale(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        int x = 0;
        for (; x + Vector<float>.Count <= from.Length; x += Vector<float>.Count)
        {
            (new Vector<float>(from[x..]) * factor).CopyTo(to[x..]);
        }

        for (; x < from.Length; x++)
        {
            to[x] = from[x] * factor;
        }
    }

    /// <summary>Puts samples in turn, those of <paramref name="first"/> first; it has as many as the others, or one more.</summary>
    public static void Interleave(ReadOnlySpan<int> first, ReadOnlySpan<int> second, Span<int> to)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + 8 <= second.Length; i += 8)
            {
                Pair(Vector256.Create(first[i..]), Vector256.Create(second[i..]), out Vector256<int> left, out Vector256<int> right);
                left.CopyTo(to[(2 * i)..]);
                right.CopyTo(to[(2 * i + 8)..]);
            }
        }

        for (; i < second.Length; i++)
        {
            to[2 * i] = first[i];
            to[2 * i + 1] = second[i];
        }

        if (first.Length > second.Length)
        {
            to[2 * i] = first[i];
        }
    }

    /// <summary>Takes samples apart that lie in turn.</summary>
    public static void Separate(ReadOnlySpan<int> from, Span<int> first, Span<int> second)
    {
        int i = 0, pairs = from.Length / 2;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + 8 <= pairs; i += 8)
            {
                Vector256<int> a = Vector256.Shuffle(Vector256.Create(from[(2 * i)..]), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));
                Vector256<int> b = Vector256.Shuffle(Vector256.Create(from[(2 * i + 8)..]), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));
                Vector256.Create(a.GetLower(), b.GetLower()).CopyTo(first[i..]);
                Vector256.Create(a.GetUpper(), b.GetUpper()).CopyTo(second[i..]);
            }
        }

        for (; i < pairs; i++)
        {
            first[i] = from[2 * i];
            second[i] = from[2 * i + 1];
        }

        if ((from.Length & 1) != 0)
        {
            first[i] = from[2 * i];
        }
    }

    /// <summary>Eight samples of either kind in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pair(Vector256<int> first, Vector256<int> second, out Vector256<int> left, out Vector256<int> right)
    {
        if (Avx2.IsSupported)
        {
            Vector256<int> near = Avx2.UnpackLow(first, second), far = Avx2.UnpackHigh(first, second);
            left = Avx2.Permute2x128(near, far, 0x20);
            right = Avx2.Permute2x128(near, far, 0x31);
            return;
        }

        left = Blend(Vector256.Shuffle(first, Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3)), Vector256.Shuffle(second, Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3)));
        right = Blend(Vector256.Shuffle(first, Vector256.Create(4, 4, 5, 5, 6, 6, 7, 7)), Vector256.Shuffle(second, Vector256.Create(4, 4, 5, 5, 6, 6, 7, 7)));
    }

    private static Vector256<int> Blend(Vector256<int> even, Vector256<int> odd) =>
        Vector256.ConditionalSelect(Vector256.Create(-1, 0, -1, 0, -1, 0, -1, 0), even, odd);
}
