namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Where a code-block may be cut: after a coding pass.</summary>
/// <param name="Length">Bytes of the block that decode up to here.</param>
/// <param name="Gain">By how much the squared error has become less since nothing was coded, in steps of the quantiser.</param>
internal readonly record struct CodingPass(int Length, double Gain);
