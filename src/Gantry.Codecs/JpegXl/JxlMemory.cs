using System.Buffers;
using Gantry.Codecs.JpegXl.Modular;

namespace Gantry.Codecs.JpegXl;

/// <summary>
/// Scratch of one decoding: pooled arrays, given back together, up to a bound that the size of the picture sets. Headers can claim anything;
/// what would go past the bound is refused before it is rented.
/// </summary>
internal sealed class JxlMemory(long maxBytes) : IDisposable
{
    private readonly List<int[]> ints = [];
    private readonly List<float[]> floats = [];
    private WeightedPredictor? predictor;
    private long left = maxBytes;

    /// <summary>Zeros, at least as many as asked for; null past the bound.</summary>
    public int[]? Ints(long count)
    {
        if (!Take(count))
        {
            return null;
        }

        int[] rented = ArrayPool<int>.Shared.Rent((int)count);
        rented.AsSpan(0, (int)count).Clear();
        ints.Add(rented);
        return rented;
    }

    /// <summary>Likewise.</summary>
    /// <param name="areZeros">False where every one will be written: then they may be anything.</param>
    public float[]? Floats(long count, bool areZeros = true)
    {
        if (!Take(count))
        {
            return null;
        }

        float[] rented = ArrayPool<float>.Shared.Rent((int)count);
        if (areZeros)
        {
            rented.AsSpan(0, (int)count).Clear();
        }

        floats.Add(rented);
        return rented;
    }

    /// <summary>A predictor at its start; the one that was had before is no longer one's own.</summary>
    public WeightedPredictor Predictor(in WeightedParameters parameters, int width)
    {
        predictor ??= new WeightedPredictor();
        predictor.Start(parameters, width);
        return predictor;
    }

    /// <summary>Gives one array back early.</summary>
    public void Return(int[] rented, long count)
    {
        if (ints.Remove(rented))
        {
            left += count * sizeof(int);
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>Likewise.</summary>
    public void Return(float[] rented, long count)
    {
        if (floats.Remove(rented))
        {
            left += count * sizeof(float);
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    public void Dispose()
    {
        foreach (int[] rented in ints)
        {
            ArrayPool<int>.Shared.Return(rented);
        }

        foreach (float[] rented in floats)
        {
            ArrayPool<float>.Shared.Return(rented);
        }

        predictor?.Dispose();
        predictor = null;
        ints.Clear();
        floats.Clear();
    }

    private bool Take(long count)
    {
        if (count < 0 || count > Array.MaxLength || count * sizeof(int) > left)
        {
            return false;
        }

        left -= count * sizeof(int);
        return true;
    }
}
