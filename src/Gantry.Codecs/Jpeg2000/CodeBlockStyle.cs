namespace Gantry.Codecs.Jpeg2000;

/// <summary>Code-block style bits of COD and COC (ITU-T T.800 Table A.19; bit 6 is T.814's).</summary>
[Flags]
internal enum CodeBlockStyle : byte
{
    None = 0,
    Bypass = 1,
    ResetContexts = 2,
    TerminateEachPass = 4,
    VerticallyCausal = 8,
    PredictableTermination = 16,
    SegmentationSymbols = 32,
    HighThroughput = 64,
}
