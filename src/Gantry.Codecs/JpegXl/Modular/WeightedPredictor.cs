using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>
/// The self-correcting predictor (18181-1 H.5.2): four predictions, weighted by how well each did around. Everything is in eighths of a sample.
/// Rows must be gone through in order, each sample with <see cref="Predict"/> and then <see cref="Update"/>.
/// </summary>
internal sealed class WeightedPredictor : IDisposable
{
    private static readonly uint[] Reciprocals = [.. Enumerable.Range(1, 64).Select(i => (1u << 24) / (uint)i)];

    private WeightedParameters parameters;

    /// <summary>Two rows of four errors for each sample. An entry of the row above also has that of its western neighbour's successor added.</summary>
    private uint[] errors = [];

    /// <summary>Two rows of how far the whole prediction was off.</summary>
    private int[] trueErrors = [];

    private int width;
    private int current, above;
    private long p0, p1, p2, p3, prediction;

    /// <summary>Begins a channel.</summary>
    public void Start(in WeightedParameters parameters, int width)
    {
        this.parameters = parameters;
        this.width = width;
        int places = (width + 2) * 2;
        if (trueErrors.Length < places || errors.Length < 4 * places)
        {
            Dispose();
            (errors, trueErrors) = (ArrayPool<uint>.Shared.Rent(4 * places), ArrayPool<int>.Shared.Rent(places));
        }

        errors.AsSpan(0, 4 * places).Clear();
        trueErrors.AsSpan(0, places).Clear();
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (errors.Length > 0)
        {
            ArrayPool<uint>.Shared.Return(errors);
            ArrayPool<int>.Shared.Return(trueErrors);
        }

        (errors, trueErrors) = ([], []);
    }

    public void StartRow(int y) => (current, above) = (y & 1) != 0 ? (0, width + 2) : (width + 2, 0);

    /// <summary>The prediction of a sample from its neighbours, and property 15: the error of greatest magnitude around.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Predict(int x, int north, int west, int northEast, int northWest, int northNorth, out int worst)
    {
        int atN = above + x;
        int atNe = x < width - 1 ? atN + 1 : atN;
        int atNw = x > 0 ? atN - 1 : atN;
        ref uint e = ref MemoryMarshal.GetArrayDataReference(errors);
        ref uint en = ref Unsafe.Add(ref e, atN * 4);
        ref uint ene = ref Unsafe.Add(ref e, atNe * 4);
        ref uint enw = ref Unsafe.Add(ref e, atNw * 4);
        uint w0 = Weight(en + ene + enw, parameters.W0);
        uint w1 = Weight(Unsafe.Add(ref en, 1) + Unsafe.Add(ref ene, 1) + Unsafe.Add(ref enw, 1), parameters.W1);
        uint w2 = Weight(Unsafe.Add(ref en, 2) + Unsafe.Add(ref ene, 2) + Unsafe.Add(ref enw, 2), parameters.W2);
        uint w3 = Weight(Unsafe.Add(ref en, 3) + Unsafe.Add(ref ene, 3) + Unsafe.Add(ref enw, 3), parameters.W3);

        long n = (long)north << 3, w = (long)west << 3, ne = (long)northEast << 3, nw = (long)northWest << 3, nn = (long)northNorth << 3;
        int teW = x == 0 ? 0 : trueErrors[current + x - 1];
        int teN = trueErrors[atN], teNw = trueErrors[atNw], teNe = trueErrors[atNe];
        worst = teW;
        int magnitude = Magnitude(teW);
        Worse(teN, ref worst, ref magnitude);
        Worse(teNw, ref worst, ref magnitude);
        Worse(teNe, ref worst, ref magnitude);

        long both = (long)teN + teW;
        p0 = w + ne - n;
        p1 = n - (((both + teNe) * parameters.P1) >> 5);
        p2 = w - (((both + teNw) * parameters.P2) >> 5);
        p3 = n - ((((long)teNw * parameters.P3A) + ((long)teN * parameters.P3B) + ((long)teNe * parameters.P3C) + ((nn - n) * parameters.P3D) + ((nw - w) * parameters.P3E)) >> 5);

        int shift = BitOperations.Log2(w0 + w1 + w2 + w3) - 4;
        w0 >>= shift;
        w1 >>= shift;
        w2 >>= shift;
        w3 >>= shift;
        uint sum = w0 + w1 + w2 + w3;
        prediction = (((sum >> 1) - 1 + (p0 * w0) + (p1 * w1) + (p2 * w2) + (p3 * w3)) * Reciprocals[(int)sum - 1]) >> 24;

        // Only where the errors around have one sign may the prediction leave the range of its neighbours.
        if (((teN ^ teW) | (teN ^ teNw)) <= 0)
        {
            prediction = Math.Max(Math.Min(w, Math.Min(ne, n)), Math.Min(Math.Max(w, Math.Max(ne, n)), prediction));
        }

        return (int)((prediction + 3) >> 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(int x, int sample)
    {
        long value = (long)sample << 3;
        trueErrors[current + x] = (int)(prediction - value);
        ref uint here = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(errors), (current + x) * 4);
        ref uint next = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(errors), (above + x + 1) * 4);
        uint error = (uint)((Magnitude(p0 - value) + 3) >> 3);
        here = error;
        next += error;
        error = (uint)((Magnitude(p1 - value) + 3) >> 3);
        Unsafe.Add(ref here, 1) = error;
        Unsafe.Add(ref next, 1) += error;
        error = (uint)((Magnitude(p2 - value) + 3) >> 3);
        Unsafe.Add(ref here, 2) = error;
        Unsafe.Add(ref next, 2) += error;
        error = (uint)((Magnitude(p3 - value) + 3) >> 3);
        Unsafe.Add(ref here, 3) = error;
        Unsafe.Add(ref next, 3) += error;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Weight(uint error, uint most)
    {
        int shift = Math.Max(0, BitOperations.Log2(error + 1UL) - 5);
        return 4 + ((most * Reciprocals[(int)(((ulong)error) >> shift) & 63]) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Worse(int error, ref int worst, ref int magnitude)
    {
        int own = Magnitude(error);
        if (own > magnitude)
        {
            worst = error;
            magnitude = own;
        }
    }

    /// <summary>Without the exception of <see cref="Math.Abs(int)"/>: hostile samples may be anything.</summary>
    private static int Magnitude(int value) => (value ^ (value >> 31)) - (value >> 31);

    private static long Magnitude(long value) => (value ^ (value >> 63)) - (value >> 63);
}
