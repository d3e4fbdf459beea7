namespace Gantry.Imaging.Transcoding;

/// <summary>Takes one transcoded frame: a compressed stream, or native bytes. Borrowed for the call.</summary>
internal delegate void FrameSink(ReadOnlySpan<byte> frame);
