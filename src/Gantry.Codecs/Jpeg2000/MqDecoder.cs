using System.Runtime.CompilerServices;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>The MQ arithmetic decoder (ITU-T T.800 C.3). Bytes beyond the end of a segment read as FF, which is what the standard prescribes.</summary>
internal ref struct MqDecoder
{
    public const int Contexts = 19;
    public const int RunContext = 17;
    public const int UniformContext = 18;

    /// <summary>Table C.2 for both senses of the more probable symbol: Qe in the low 16 bits, next state on MPS and on LPS in the bytes above. The state's lowest bit is the MPS.</summary>
    public static readonly uint[] States = BuildStates();

    private readonly ReadOnlySpan<byte> data;
    private int position;
    private uint c;
    private uint a;
    private int ct;
    private ContextStates states;

    [InlineArray(Contexts)]
    private struct ContextStates
    {
        private byte first;
    }

    public MqDecoder(ReadOnlySpan<byte> data)
    {
        this.data = data;
        ResetContexts();
        Start();
    }

    private MqDecoder(ReadOnlySpan<byte> data, scoped in ContextStates states)
    {
        this.data = data;
        this.states = states;
        Start();
    }

    /// <summary>Goes on in another segment with the contexts as they are.</summary>
    public readonly MqDecoder Continue(ReadOnlySpan<byte> next) => new(next, states);

    public void ResetContexts() => SetInitial(states);

    /// <summary>Initial states (Table D.7).</summary>
    public static void SetInitial(Span<byte> states)
    {
        states.Clear();
        states[0] = 4 << 1;
        states[RunContext] = 3 << 1;
        states[UniformContext] = 46 << 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(int context)
    {
        ref byte state = ref states[context];
        uint row = States[state];
        uint qe = row & 0xFFFF;
        int mps = state & 1;
        a -= qe;
        if (c >> 16 < qe)
        {
            // Lower sub-interval: less probable, unless the exchange is due (C.3.2).
            int bit;
            if (a < qe)
            {
                bit = mps;
                state = (byte)(row >> 16);
            }
            else
            {
                bit = mps ^ 1;
                state = (byte)(row >> 24);
            }

            a = qe;
            Renormalise();
            return bit;
        }

        c -= qe << 16;
        if ((a & 0x8000) != 0)
        {
            return mps;
        }

        int result = mps;
        if (a < qe)
        {
            result = mps ^ 1;
            state = (byte)(row >> 24);
        }
        else
        {
            state = (byte)(row >> 16);
        }

        Renormalise();
        return result;
    }

    private void Start()
    {
        position = 0;
        c = (uint)At(0) << 16;
        ByteIn();
        c <<= 7;
        ct -= 7;
        a = 0x8000;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int At(int index) => (uint)index < (uint)data.Length ? data[index] : 0xFF;

    private void ByteIn()
    {
        if (At(position) == 0xFF)
        {
            if (At(position + 1) > 0x8F)
            {
                c += 0xFF00;
                ct = 8;
            }
            else
            {
                position++;
                c += (uint)At(position) << 9;
                ct = 7;
            }
        }
        else
        {
            position++;
            c += (uint)At(position) << 8;
            ct = 8;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Renormalise()
    {
        do
        {
            if (ct == 0)
            {
                ByteIn();
            }

            a <<= 1;
            c <<= 1;
            ct--;
        }
        while ((a & 0x8000) == 0);
    }

    private static uint[] BuildStates()
    {
        // Table C.2: Qe, next on MPS, next on LPS, switch.
        ReadOnlySpan<ushort> table =
        [
            0x5601, 1, 1, 1, 0x3401, 2, 6, 0, 0x1801, 3, 9, 0, 0x0AC1, 4, 12, 0, 0x0521, 5, 29, 0, 0x0221, 38, 33, 0, 0x5601, 7, 6, 1, 0x5401, 8, 14, 0,
            0x4801, 9, 14, 0, 0x3801, 10, 14, 0, 0x3001, 11, 17, 0, 0x2401, 12, 18, 0, 0x1C01, 13, 20, 0, 0x1601, 29, 21, 0, 0x5601, 15, 14, 1, 0x5401, 16, 14, 0,
            0x5101, 17, 15, 0, 0x4801, 18, 16, 0, 0x3801, 19, 17, 0, 0x3401, 20, 18, 0, 0x3001, 21, 19, 0, 0x2801, 22, 19, 0, 0x2401, 23, 20, 0, 0x2201, 24, 21, 0,
            0x1C01, 25, 22, 0, 0x1801, 26, 23, 0, 0x1601, 27, 24, 0, 0x1401, 28, 25, 0, 0x1201, 29, 26, 0, 0x1101, 30, 27, 0, 0x0AC1, 31, 28, 0, 0x09C1, 32, 29, 0,
            0x08A1, 33, 30, 0, 0x0521, 34, 31, 0, 0x0441, 35, 32, 0, 0x02A1, 36, 33, 0, 0x0221, 37, 34, 0, 0x0141, 38, 35, 0, 0x0111, 39, 36, 0, 0x0085, 40, 37, 0,
            0x0049, 41, 38, 0, 0x0025, 42, 39, 0, 0x0015, 43, 40, 0, 0x0009, 44, 41, 0, 0x0005, 45, 42, 0, 0x0001, 45, 43, 0, 0x5601, 46, 46, 0,
        ];
        var states = new uint[2 * 47];
        for (int i = 0; i < 47; i++)
        {
            for (uint mps = 0; mps < 2; mps++)
            {
                uint nextMps = (uint)(table[4 * i + 1] << 1) | mps;
                uint nextLps = (uint)(table[4 * i + 2] << 1) | (mps ^ table[4 * i + 3]);
                states[2 * i + mps] = table[4 * i] | (nextMps << 16) | (nextLps << 24);
            }
        }

        return states;
    }
}
