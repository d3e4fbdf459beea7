using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>
/// The MQ arithmetic encoder (ITU-T T.800 C.2). A pass keeps the registers in locals and gives them to <see cref="Encode"/>, which is inlined into it;
/// between passes they lie here.
/// </summary>
internal sealed class MqEncoder
{
    /// <summary>The byte at 0 stands for the one before the first.</summary>
    private byte[] bytes = new byte[8192];
    private int position;

    public uint C { get; set; }
    public uint A { get; set; }
    public int Left { get; set; }

    /// <summary>What has been written after <see cref="Flush"/>.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(1, position);

    /// <summary>Bytes that a decoder needs at most for what has been encoded so far: those written, what the registers hold, and a stuffed one.</summary>
    public int Needed => position + 5;

    public void Start()
    {
        position = 0;
        bytes[0] = 0;
        C = 0;
        A = 0x8000;
        Left = 12;
    }

    /// <param name="context">Row of <see cref="MqStates"/> that the context is in.</param>
    /// <param name="rows">The first of the rows: indices come from rows themselves and lie within.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Encode(ref uint context, uint bit, ref uint a, ref uint c, ref int left, MqEncoder sink, ref uint rows)
    {
        uint row = context;
        uint qe = row & 0xFFFF;
        uint isLess = ((row >> 23) & 1) ^ bit;
        a -= qe;
        if (isLess == 0 && (a & 0x8000) != 0)
        {
            c += qe;
            return;
        }

        // The lower sub-interval is taken for the less probable symbol, or where the exchange is due for the other (C.2.5).
        uint lower = (uint)(((int)a - (int)qe) >> 31) ^ (0 - isLess);
        a ^= (a ^ qe) & lower;
        c += qe & ~lower;
        context = Unsafe.Add(ref rows, (row >> (int)(16 + (isLess << 3))) & 127);
        int shift = BitOperations.LeadingZeroCount(a) - 16;
        a <<= shift;
        while (shift >= left)
        {
            c <<= left;
            shift -= left;
            (c, left) = sink.ByteOut(c);
        }

        c <<= shift;
        left -= shift;
    }

    /// <summary>C.2.9; a last byte FF is left away, as a decoder reads it beyond the end.</summary>
    public void Flush()
    {
        uint limit = C + A;
        C |= 0xFFFF;
        if (C >= limit)
        {
            C -= 0x8000;
        }

        (C, Left) = ByteOut(C << Left);
        (C, Left) = ByteOut(C << Left);
        if (bytes[position] == 0xFF)
        {
            position--;
        }
    }

    /// <summary>C.2.8.</summary>
    /// <returns>The code register and how many bits it takes until the next byte.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (uint C, int Left) ByteOut(uint c)
    {
        if (position + 2 >= bytes.Length)
        {
            Array.Resize(ref bytes, 2 * bytes.Length);
        }

        if (bytes[position] != 0xFF && c >= 0x8000000)
        {
            bytes[position]++;
            if (bytes[position] == 0xFF)
            {
                c &= 0x7FFFFFF;
            }
        }

        bool isAfterFull = bytes[position] == 0xFF;
        bytes[++position] = (byte)(c >> (isAfterFull ? 20 : 19));
        return (c & (isAfterFull ? 0xFFFFFu : 0x7FFFF), isAfterFull ? 7 : 8);
    }
}
