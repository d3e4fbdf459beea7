namespace Gantry.Codecs;

public enum CodecErrorKind
{
    /// <summary>The stream ends before the picture does.</summary>
    Truncated,

    /// <summary>Bytes that the format does not allow.</summary>
    Malformed,

    /// <summary>Allowed by the format, not by this codec; the detail names the feature.</summary>
    Unsupported,

    /// <summary>The picture in the stream is not what the caller's buffer or format expects.</summary>
    Mismatch,
}

/// <summary>Why a picture could not be decoded or encoded: a value, since streams come from anywhere. Null stands for success throughout.</summary>
/// <param name="Kind">What kind of failure.</param>
/// <param name="Offset">Byte of the stream where it was met.</param>
/// <param name="Detail">What is wrong, for a person.</param>
public sealed record CodecError(CodecErrorKind Kind, long Offset, string Detail)
{
    public override string ToString() => $"{Kind} at byte {Offset}: {Detail}";

    public static CodecError Truncated(long offset, string detail) => new(CodecErrorKind.Truncated, offset, detail);

    public static CodecError Malformed(long offset, string detail) => new(CodecErrorKind.Malformed, offset, detail);

    public static CodecError Unsupported(long offset, string detail) => new(CodecErrorKind.Unsupported, offset, detail);

    public static CodecError Mismatch(string detail) => new(CodecErrorKind.Mismatch, 0, detail);
}
