using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs.Jpeg;

/// <summary>A block of 8 by 8 in eight vectors.</summary>
internal static class JpegBlock
{
    /// <summary>Exchanges rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref Vector256<float> r0, ref Vector256<float> r1, ref Vector256<float> r2, ref Vector256<float> r3,
        ref Vector256<float> r4, ref Vector256<float> r5, ref Vector256<float> r6, ref Vector256<float> r7)
    {
        Pair(ref r0, ref r1);
        Pair(ref r2, ref r3);
        Pair(ref r4, ref r5);
        Pair(ref r6, ref r7);
        Quad(ref r0, ref r2);
        Quad(ref r1, ref r3);
        Quad(ref r4, ref r6);
        Quad(ref r5, ref r7);
        Half(ref r0, ref r4);
        Half(ref r1, ref r5);
        Half(ref r2, ref r6);
        Half(ref r3, ref r7);
    }

    /// <summary>Exchanges single off-diagonal elements of each 2x2 of two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(ref Vector256<float> a, ref Vector256<float> b)
    {
        Vector256<int> odd = Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1);
        Vector256<float> shiftedB = Vector256.Shuffle(b, Vector256.Create(0, 0, 2, 2, 4, 4, 6, 6));
        Vector256<float> shiftedA = Vector256.Shuffle(a, Vector256.Create(1, 1, 3, 3, 5, 5, 7, 7));
        (a, b) = (Vector256.ConditionalSelect(odd.AsSingle(), shiftedB, a), Vector256.ConditionalSelect(odd.AsSingle(), b, shiftedA));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quad(ref Vector256<float> a, ref Vector256<float> b)
    {
        Vector256<int> high = Vector256.Create(0, 0, -1, -1, 0, 0, -1, -1);
        Vector256<float> shiftedB = Vector256.Shuffle(b, Vector256.Create(0, 1, 0, 1, 4, 5, 4, 5));
        Vector256<float> shiftedA = Vector256.Shuffle(a, Vector256.Create(2, 3, 2, 3, 6, 7, 6, 7));
        (a, b) = (Vector256.ConditionalSelect(high.AsSingle(), shiftedB, a), Vector256.ConditionalSelect(high.AsSingle(), b, shiftedA));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(ref Vector256<float> a, ref Vector256<float> b) =>
        (a, b) = (Vector256.Create(a.GetLower(), b.GetLower()), Vector256.Create(a.GetUpper(), b.GetUpper()));
}
