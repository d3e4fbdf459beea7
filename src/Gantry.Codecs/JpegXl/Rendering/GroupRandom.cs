namespace Gantry.Codecs.JpegXl.Rendering;

/// <summary>Random numbers as the noise of every decoder must have them: eight xorshift128+ generators side by side (18181-1 K.5.1).</summary>
internal struct GroupRandom
{
    /// <summary>Numbers that come at a time: two from each generator.</summary>
    public const int Batch = 2 * Generators;

    private const int Generators = 8;

    private const ulong Golden = 0x9E3779B97F4A7C15;

    private States first, second;

    public GroupRandom(ulong seed, ulong otherSeed)
    {
        (first[0], second[0]) = (Mix(seed + Golden), Mix(otherSeed + Golden));
        for (int i = 1; i < Generators; i++)
        {
            (first[i], second[i]) = (Mix(first[i - 1]), Mix(second[i - 1]));
        }
    }

    /// <summary>Numbers from 1 to below 2.</summary>
    public void Fill(Span<float> batch)
    {
        for (int i = 0; i < Generators; i++)
        {
            ulong a = first[i], b = second[i], bits = a + b;
            a ^= a << 23;
            (first[i], second[i]) = (b, a ^ b ^ (a >> 18) ^ (b >> 5));
            batch[2 * i] = Number((uint)bits);
            batch[(2 * i) + 1] = Number((uint)(bits >> 32));
        }
    }

    private static float Number(uint bits) => BitConverter.UInt32BitsToSingle((bits >> 9) | 0x3F800000);

    /// <summary>SplitMix64.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    [System.Runtime.CompilerServices.InlineArray(Generators)]
    private struct States
    {
        private ulong state;
    }
}
