namespace Gantry.Codecs.Jpeg2000;

/// <summary>Coding style of a tile-component (COD, COC: ITU-T T.800 A.6.1, A.6.2).</summary>
internal sealed record CodingStyle
{
    public int Levels { get; init; }

    /// <summary>log2 of the nominal code-block size.</summary>
    public int BlockWidthLog { get; init; }
    public int BlockHeightLog { get; init; }
    public CodeBlockStyle BlockStyle { get; init; }

    /// <summary>5/3 integer transform; otherwise 9/7.</summary>
    public bool IsReversible { get; init; }

    /// <summary>log2 of the precinct size for each resolution, width in the low four bits; empty means 15.</summary>
    public byte[] Precincts { get; init; } = [];

    public int PrecinctWidthLog(int resolution) => resolution < Precincts.Length ? Precincts[resolution] & 15 : 15;

    public int PrecinctHeightLog(int resolution) => resolution < Precincts.Length ? Precincts[resolution] >> 4 : 15;
}

/// <summary>Quantisation of a tile-component (QCD, QCC: A.6.4, A.6.5).</summary>
internal sealed record Quantisation
{
    /// <summary>0 none, 1 derived from LL, 2 for each subband.</summary>
    public int Style { get; init; }
    public int GuardBits { get; init; }

    /// <summary>Exponent and mantissa for each subband, LL first.</summary>
    public (int Exponent, int Mantissa)[] Steps { get; init; } = [];

    /// <param name="band">0 is LL; then HL, LH, HH of each level from the lowest resolution.</param>
    public (int Exponent, int Mantissa) Step(int band)
    {
        if (Style == 1 && Steps.Length > 0)
        {
            // E-5: the exponent falls by one for each level above the first.
            int level = band == 0 ? 0 : (band - 1) / 3;
            return (Math.Max(0, Steps[0].Exponent - level), Steps[0].Mantissa);
        }

        return band < Steps.Length ? Steps[band] : (0, 0);
    }
}

internal enum ProgressionOrder : byte { Lrcp, Rlcp, Rpcl, Pcrl, Cprl }

/// <summary>One entry of a progression order change (A.6.6); COD's own order is one entry over everything.</summary>
internal readonly record struct Progression(ProgressionOrder Order, int ResolutionStart, int ComponentStart, int LayerEnd, int ResolutionEnd, int ComponentEnd);
