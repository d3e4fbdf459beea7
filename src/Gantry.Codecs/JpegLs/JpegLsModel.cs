using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gantry.Codecs.JpegLs;

/// <summary>The state of one regular context (T.87 A.2): bias and error sums and the occurrence count.</summary>
internal struct RegularContext
{
    public int A;
    public int B;
    public int C;
    public int N;

    /// <summary>Golomb parameter (A.5.1): the least k with N·2^k at least A.</summary>
    public readonly int Golomb
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // N·2^k with the highest bit of A, or the next.
            int k = Math.Max(0, BitOperations.LeadingZeroCount((uint)N) - BitOperations.LeadingZeroCount((uint)A));
            return k + (N << k < A ? 1 : 0);
        }
    }

    /// <summary>Updates of A.6 for a quantised error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(int error, int step, int reset)
    {
        int b = B + error * step;
        int a = A + Math.Abs(error);
        int n = N;
        if (n == reset)
        {
            a >>= 1;
            b >>= 1;
            n >>= 1;
        }

        n++;
        if (b + n <= 0)
        {
            b = Math.Max(b + n, 1 - n);
            C = C > -128 ? C - 1 : C;
        }
        else if (b > 0)
        {
            b = Math.Min(b - n, 0);
            C = C < 127 ? C + 1 : C;
        }

        A = a;
        B = b;
        N = n;
    }
}

/// <summary>The state of a run interruption context (T.87 A.7.2).</summary>
internal struct RunContext
{
    public int A;
    public int N;
    public int Negatives;

    public readonly int Golomb(int type)
    {
        int sum = A + (type == 1 ? N >> 1 : 0);
        int k = 0;
        for (int n = N; n < sum && k < 32; k++)
        {
            n <<= 1;
        }

        return k;
    }

    public void Update(int error, int mapped, int type, int reset)
    {
        if (error < 0)
        {
            Negatives++;
        }

        A += (mapped + 1 - type) >> 1;
        if (N == reset)
        {
            A >>= 1;
            N >>= 1;
            Negatives >>= 1;
        }

        N++;
    }
}

/// <summary>What encoder and decoder of a scan share: derived constants, context states and gradient quantisation (T.87 A.2 to A.7).</summary>
internal sealed class JpegLsModel
{
    public const int RegularContexts = 365;

    /// <summary>Run length orders (A.2.1).</summary>
    public static ReadOnlySpan<byte> J => [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    public readonly RegularContext[] Regular = new RegularContext[RegularContexts];
    public readonly RunContext[] Run = new RunContext[2];

    private JpegLsParameters parameters;
    private int initialA;

    public int MaxValue { get; private set; }

    public int Near { get; private set; }

    public int Step { get; private set; }

    public int Range { get; private set; }

    public int QuantisedBits { get; private set; }

    public int Limit { get; private set; }

    public int Reset { get; private set; }

    /// <summary>Quantised gradient of a difference, indexed by difference + MaxValue; at most 128 KB.</summary>
    public sbyte[] Quantised { get; private set; } = [];

    /// <summary>Makes ready for a scan.</summary>
    public void Start(in JpegLsParameters p)
    {
        if (p != parameters)
        {
            parameters = p;
            Derive(p);
        }

        Restart();
    }

    private void Derive(in JpegLsParameters p)
    {
        MaxValue = p.MaxValue;
        Near = p.Near;
        Step = 2 * p.Near + 1;
        Range = p.Near == 0 ? p.MaxValue + 1 : (p.MaxValue + 2 * p.Near) / Step + 1;
        QuantisedBits = CeilingLog2(Range);
        int bits = Math.Max(2, CeilingLog2(p.MaxValue + 1));
        Limit = 2 * (bits + Math.Max(8, bits));
        Reset = p.Reset;
        initialA = Math.Max(2, (Range + 32) / 64);
        Quantised = Quantised.Length < 2 * MaxValue + 1 ? new sbyte[2 * MaxValue + 1] : Quantised;
        for (int d = -MaxValue; d <= MaxValue; d++)
        {
            Quantised[d + MaxValue] = Quantise(d, p);
        }
    }

    /// <summary>Initial states, at the start of a scan and after each restart marker.</summary>
    public void Restart()
    {
        Array.Fill(Regular, new RegularContext { A = initialA, N = 1 });
        Array.Fill(Run, new RunContext { A = initialA, N = 1 });
    }

    /// <summary>Wraps a reconstructed value into its range and clamps it (A.4.5, A.8).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Reconstruct(int value)
    {
        if (value < -Near)
        {
            value += Range * Step;
        }
        else if (value > MaxValue + Near)
        {
            value -= Range * Step;
        }

        return Math.Clamp(value, 0, MaxValue);
    }

    private static sbyte Quantise(int d, in JpegLsParameters p)
    {
        int magnitude = Math.Abs(d);
        int q = magnitude <= p.Near ? 0 : magnitude < p.Threshold1 ? 1 : magnitude < p.Threshold2 ? 2 : magnitude < p.Threshold3 ? 3 : 4;
        return (sbyte)(d < 0 ? -q : q);
    }

    private static int CeilingLog2(int n) => n <= 1 ? 0 : BitOperations.Log2((uint)(n - 1)) + 1;
}
