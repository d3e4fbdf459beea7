using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gantry.Codecs;

/// <summary>Samples of three components, put in turn.</summary>
internal static class SampleTriples
{
    /// <param name="to">Gets 48 bytes: one of each in turn.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, Span<byte> to)
    {
        // An index beyond the vector gives zero.
        (Vector128.Shuffle(first, Vector128.Create((byte)0, 99, 99, 1, 99, 99, 2, 99, 99, 3, 99, 99, 4, 99, 99, 5))
            | Vector128.Shuffle(second, Vector128.Create((byte)99, 0, 99, 99, 1, 99, 99, 2, 99, 99, 3, 99, 99, 4, 99, 99))
            | Vector128.Shuffle(third, Vector128.Create((byte)99, 99, 0, 99, 99, 1, 99, 99, 2, 99, 99, 3, 99, 99, 4, 99))).CopyTo(to);
        (Vector128.Shuffle(first, Vector128.Create((byte)99, 99, 6, 99, 99, 7, 99, 99, 8, 99, 99, 9, 99, 99, 10, 99))
            | Vector128.Shuffle(second, Vector128.Create((byte)5, 99, 99, 6, 99, 99, 7, 99, 99, 8, 99, 99, 9, 99, 99, 10))
            | Vector128.Shuffle(third, Vector128.Create((byte)99, 5, 99, 99, 6, 99, 99, 7, 99, 99, 8, 99, 99, 9, 99, 99))).CopyTo(to[16..]);
        (Vector128.Shuffle(first, Vector128.Create((byte)99, 11, 99, 99, 12, 99, 99, 13, 99, 99, 14, 99, 99, 15, 99, 99))
            | Vector128.Shuffle(second, Vector128.Create((byte)99, 99, 11, 99, 99, 12, 99, 99, 13, 99, 99, 14, 99, 99, 15, 99))
            | Vector128.Shuffle(third, Vector128.Create((byte)10, 99, 99, 11, 99, 99, 12, 99, 99, 13, 99, 99, 14, 99, 99, 15))).CopyTo(to[32..]);
    }
}
