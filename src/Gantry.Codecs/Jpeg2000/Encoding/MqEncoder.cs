using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>The MQ arithmetic encoder (ITU-T T.800 C.2) of one segment after the other.</summary>
internal sealed class MqEncoder
{
    /// <summary>In a decision's byte: the context in the low bits, here the bit to be coded.</summary>
    public const int Decision = 0x80;

    /// <summary>Bytes that a decision brings at most: 15 shifts, and a stuffed bit.</summary>
    private const int MostBytes = 3;

    private readonly uint[] contexts = new uint[32];

    /// <summary>The byte at 0 stands for the one before the first.</summary>
    private byte[] bytes = new byte[8192];
    private int position;
    private uint a;
    private uint c;
    private int left;

    /// <summary>What has been written after <see cref="Flush"/>.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(1, position);

    /// <summary>Bytes that a decoder needs at most for what has been encoded so far: those written, what the registers hold, and a stuffed one.</summary>
    public int Needed => position + 5;

    /// <summary>Starts a segment with the contexts' initial states.</summary>
    public void Start()
    {
        MqStates.SetInitial(contexts.AsSpan(0, MqStates.Contexts));
        position = 0;
        bytes[0] = 0;
        (a, c, left) = (0x8000, 0, 12);
    }

    /// <summary>Encodes decisions, each a context and a bit.</summary>
    public void Encode(ReadOnlySpan<byte> decisions)
    {
        Reserve(MostBytes * (decisions.Length + 1));
        // The registers lie in locals: five bits name one of the 32 contexts, and a row's indices lie within the rows.
        (uint a, uint c, int left) = (this.a, this.c, this.left);
        ref uint first = ref MemoryMarshal.GetArrayDataReference(contexts);
        ref uint rows = ref MemoryMarshal.GetArrayDataReference(MqStates.Rows);
        ref byte to = ref bytes[position];
        foreach (byte decision in decisions)
        {
            ref uint context = ref Unsafe.Add(ref first, decision & 31);
            uint row = context;
            uint qe = row & 0xFFFF;
            uint isLess = (((row >> 16) ^ decision) >> 7) & 1;
            a -= qe;
            if ((a & ~(isLess << 15) & 0x8000) != 0)
            {
                c += qe;
                continue;
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
                to = ref ByteOut(ref to, ref c, out left);
            }

            c <<= shift;
            left -= shift;
        }

        (this.a, this.c, this.left) = (a, c, left);
        position = (int)Unsafe.ByteOffset(ref bytes[0], ref to);
    }

    /// <summary>C.2.9; a last byte FF is left away, as a decoder reads it beyond the end.</summary>
    public void Flush()
    {
        Reserve(2);
        uint limit = c + a;
        c |= 0xFFFF;
        if (c >= limit)
        {
            c -= 0x8000;
        }

        ref byte to = ref bytes[position];
        for (int i = 0; i < 2; i++)
        {
            c <<= left;
            to = ref ByteOut(ref to, ref c, out left);
        }

        position += to == 0xFF ? 1 : 2;
    }

    private void Reserve(int count)
    {
        if (bytes.Length - position <= count)
        {
            Array.Resize(ref bytes, 2 * (position + count));
        }
    }

    /// <summary>C.2.8.</summary>
    /// <param name="last">The byte before, which takes a carry.</param>
    /// <param name="left">How many bits the code register takes until the next byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte ByteOut(ref byte last, scoped ref uint c, out int left)
    {
        if (last != 0xFF && c >= 0x8000000)
        {
            last++;
            c &= 0x7FFFFFF;
        }

        bool isAfterFull = last == 0xFF;
        left = isAfterFull ? 7 : 8;
        last = ref Unsafe.Add(ref last, 1);
        last = (byte)(c >> (27 - left));
        c &= (1u << (27 - left)) - 1;
        return ref last;
    }
}
