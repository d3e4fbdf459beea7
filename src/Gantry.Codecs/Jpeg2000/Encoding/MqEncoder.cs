using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>The MQ arithmetic encoder (ITU-T T.800 C.2).</summary>
internal sealed class MqEncoder
{
    private readonly uint[] contexts = new uint[MqStates.Contexts];

    /// <summary>The byte at 0 stands for the one before the first.</summary>
    private byte[] bytes = new byte[8192];
    private int position;
    private uint c;
    private uint a;
    private int ct;

    /// <summary>What has been written after <see cref="Flush"/>.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(1, position);

    /// <summary>Bytes that a decoder needs at most for what has been encoded so far: those written, what the registers hold, and a stuffed one.</summary>
    public int Needed => position + 5;

    public void Start()
    {
        MqStates.SetInitial(contexts);
        position = 0;
        bytes[0] = 0;
        c = 0;
        a = 0x8000;
        ct = 12;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(int context, int bit)
    {
        ref uint state = ref contexts[context];
        uint row = state;
        uint qe = row & 0xFFFF;
        a -= qe;
        if ((int)(row >> 23 & 1) == bit)
        {
            if ((a & 0x8000) != 0)
            {
                c += qe;
                return;
            }

            if (a < qe)
            {
                a = qe;
            }
            else
            {
                c += qe;
            }

            state = MqStates.Rows[(row >> 16) & 127];
        }
        else
        {
            if (a < qe)
            {
                c += qe;
            }
            else
            {
                a = qe;
            }

            state = MqStates.Rows[row >> 24];
        }

        do
        {
            a <<= 1;
            c <<= 1;
            if (--ct == 0)
            {
                ByteOut();
            }
        }
        while ((a & 0x8000) == 0);
    }

    /// <summary>C.2.9; a last byte FF is left away, as a decoder reads it beyond the end.</summary>
    public void Flush()
    {
        uint limit = c + a;
        c |= 0xFFFF;
        if (c >= limit)
        {
            c -= 0x8000;
        }

        c <<= ct;
        ByteOut();
        c <<= ct;
        ByteOut();
        if (bytes[position] == 0xFF)
        {
            position--;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ByteOut()
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
        c &= isAfterFull ? 0xFFFFFu : 0x7FFFF;
        ct = isAfterFull ? 7 : 8;
    }
}
