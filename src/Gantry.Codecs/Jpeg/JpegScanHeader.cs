namespace Gantry.Codecs.Jpeg;

/// <summary>What a scan header says (T.81 B.2.3).</summary>
internal readonly record struct JpegScanHeader(JpegScanComponent[] Components, int SpectralStart, int SpectralEnd, int ApproximationHigh, int ApproximationLow, int DataStart);

/// <summary>A component of a scan with the tables in force at its start.</summary>
internal readonly record struct JpegScanComponent(JpegComponent Component, int Index, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac);
