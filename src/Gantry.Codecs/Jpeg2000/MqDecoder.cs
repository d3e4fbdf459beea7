using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// The MQ arithmetic decoder (ITU-T T.800 C.3). A pass keeps the registers in locals and gives them to <see cref="Decode"/>, which is inlined
/// into it; between passes they lie here.
/// </summary>
internal struct MqDecoder
{
    public uint A;
    public uint C;
    public int Left;
    public int At;

    /// <summary>Starts on a segment followed by two bytes FF: what lies beyond the end reads so, and the decoder never moves past the first of them.</summary>
    public MqDecoder(ref byte segment)
    {
        C = (uint)segment << 16;
        ByteIn(ref C, ref Left, ref At, ref segment);
        C <<= 7;
        Left -= 7;
        A = 0x8000;
    }

    /// <summary>A decision that is mostly foretold: branches say what becomes of the interval.</summary>
    /// <param name="context">Row of <see cref="MqStates"/> that the context is in.</param>
    /// <param name="rows">The first of the rows: indices come from rows themselves and lie within.</param>
    /// <param name="segment">First byte of the segment.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Decode(ref uint context, ref uint a, ref uint c, ref int left, ref int at, ref byte segment, ref uint rows)
    {
        uint row = context;
        uint qe = row & 0xFFFF;
        int bit = (int)((row >> 23) & 1);
        a -= qe;
        if (c >> 16 < qe)
        {
            // Lower sub-interval: less probable, unless the exchange is due (C.3.2).
            if (a < qe)
            {
                context = Unsafe.Add(ref rows, (row >> 16) & 127);
            }
            else
            {
                bit ^= 1;
                context = Unsafe.Add(ref rows, row >> 24);
            }

            a = qe;
        }
        else
        {
            c -= qe << 16;
            if ((a & 0x8000) != 0)
            {
                return bit;
            }

            if (a < qe)
            {
                bit ^= 1;
                context = Unsafe.Add(ref rows, row >> 24);
            }
            else
            {
                context = Unsafe.Add(ref rows, (row >> 16) & 127);
            }
        }

        Renormalise(ref a, ref c, ref left, ref at, ref segment);
        return bit;
    }

    /// <summary>A decision that is as good as a thrown die, as signs and refinements are: no branch depends on it, since none would be foretold.</summary>
    /// <inheritdoc cref="Decode"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DecodeEven(ref uint context, ref uint a, ref uint c, ref int left, ref int at, ref byte segment, ref uint rows)
    {
        uint row = context;
        uint qe = row & 0xFFFF;
        int bit = (int)((row >> 23) & 1);
        a -= qe;
        uint above = (c >> 16) - qe;
        if ((int)(above | (~a << 16)) >= 0)
        {
            // Upper sub-interval, still half of the whole or more: nothing else changes.
            c -= qe << 16;
            return bit;
        }

        int isLower = (int)above >> 31;
        int isExchanged = (int)(a - qe) >> 31;
        int isLessProbable = isLower ^ isExchanged;
        bit ^= isLessProbable & 1;
        context = Unsafe.Add(ref rows, (row >> (16 + (isLessProbable & 8))) & 127);
        c -= (qe << 16) & (uint)~isLower;
        a ^= (a ^ qe) & (uint)isLower;
        Renormalise(ref a, ref c, ref left, ref at, ref segment);
        return bit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Renormalise(ref uint a, ref uint c, ref int left, ref int at, ref byte segment)
    {
        int shift = BitOperations.LeadingZeroCount(a) - 16;
        while (shift > left)
        {
            a <<= left;
            c <<= left;
            shift -= left;
            ByteIn(ref c, ref left, ref at, ref segment);
        }

        a <<= shift;
        c <<= shift;
        left -= shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ByteIn(ref uint c, ref int left, ref int at, ref byte segment)
    {
        // At most at the first FF beyond the segment, whose successor is FF too: neither read leaves the scratch.
        uint next = Unsafe.Add(ref segment, at + 1);
        if (Unsafe.Add(ref segment, at) != 0xFF)
        {
            at++;
            c += next << 8;
            left = 8;
        }
        else if (next > 0x8F)
        {
            c += 0xFF00;
            left = 8;
        }
        else
        {
            at++;
            c += next << 9;
            left = 7;
        }
    }
}
