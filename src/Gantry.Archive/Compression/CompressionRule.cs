using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Imaging.Compression;

namespace Gantry.Archive.Compression;

/// <summary>A rule: which of what is stored is kept in which transfer syntax.</summary>
public sealed record CompressionRule
{
    /// <summary>Ten years.</summary>
    public const int MaxAfterSeconds = 315_360_000;

    /// <summary>One of its kind, without regard to case. 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The Transfer Syntax UID to store in; one of <see cref="CompressionTargets"/>.</summary>
    public required string To { get; init; }

    /// <summary>A lossy syntax is meant: what is made with losses is another instance, and takes the place of the original, which is deleted.</summary>
    public bool IsLossyAllowed { get; init; }

    /// <summary>Of lossy compression, 1 to 100.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>How long an instance has to be here first; 0 to <see cref="MaxAfterSeconds"/>.</summary>
    public int AfterSeconds { get; init; }

    /// <summary>What arrives is compressed before it is stored, where there is time for it; what is left, and what was there before, in the background.</summary>
    public bool IsOnArrival { get; init; }

    /// <summary>All must hold; none lets everything through.</summary>
    public IReadOnlyList<AttributeCondition> Conditions { get; init; } = [];

    /// <summary>Calling AE titles of senders, one of which it must be; none lets all through.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Transfer Syntax UIDs, in one of which it must be stored; none lets all through.</summary>
    public IReadOnlyList<string> Stored { get; init; } = [];

    /// <summary>Only from this time of the day, in the server's time zone; null for always.</summary>
    public TimeOnly? From { get; init; }

    /// <summary>Until this time of the day, which may be on the next.</summary>
    public TimeOnly? Until { get; init; }

    /// <summary>Also where the result is not smaller.</summary>
    public bool TakesLarger { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>Null, or in words what does not hold.</summary>
    public string? FindFault() =>
        Name.Length is 0 or > 64 || Name.Any(c => c is < ' ' or > '~' or '/' or '\\' or '?' or '#' or '%') ? "a name has 1 to 64 printable ASCII characters, none of them / \\ ? # %"
        : CompressionTargets.Find(To) is not { } target ? $"nothing can be stored in the transfer syntax {To} by a rule"
        : target.IsLossy && !IsLossyAllowed ? $"{target.Name} loses information: say that it may"
        : Quality is < 1 or > 100 ? "the quality is 1 to 100"
        : AfterSeconds is < 0 or > MaxAfterSeconds ? $"the time to wait is 0 to {MaxAfterSeconds} seconds"
        : IsOnArrival && AfterSeconds > 0 ? "what is compressed on arrival does not wait"
        : IsOnArrival && target.IsLossy ? "what is made with losses is another instance than the one that arrives: not on arrival"
        : From is null != Until is null ? "a time of the day needs its begin and its end"
        : Conditions.Select(c => c.FindFault()).FirstOrDefault(f => f is not null);

    /// <summary>Why an instance is left as it is, whatever its pixels; null where it is to be tried. In words for a person.</summary>
    /// <param name="storedIn">Its Transfer Syntax UID.</param>
    /// <param name="frames">Where its frames are.</param>
    internal string? ReasonToLeave(string storedIn, FrameTable? frames)
    {
        TransferSyntax from = TransferSyntax.FromUid(storedIn);
        return storedIn == To ? "It is in this transfer syntax already."
            : frames is not { Count: > 0 } ? "It has no frames, or none that can be told apart."
            : !FrameCodecs.IsLossless(from) ? "What was stored with losses stays as it is."
            : !from.IsEncapsulated && !TransferSyntax.FromUid(To).IsEncapsulated ? "It is not compressed."
            : null;
    }

    /// <summary>Its sources let a sender through.</summary>
    public bool IsFrom(string? callingAe) => Sources.Count == 0 || (callingAe is not null && Sources.Contains(callingAe));

    public bool IsOpenAt(TimeOnly time) => From is not { } from || Until is not { } until || time.IsBetween(from, until);
}
