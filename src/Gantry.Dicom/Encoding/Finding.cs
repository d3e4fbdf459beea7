namespace Gantry.Dicom.Encoding;

/// <summary>A deviation that was read over: where, and which leniency applied.</summary>
public sealed record Finding(long Offset, string Path, string Detail);
