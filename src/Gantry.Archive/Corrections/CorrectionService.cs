using Gantry.Archive.Audit;
using Gantry.Archive.Index;
using Gantry.Archive.Security;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Corrections;

/// <summary>
/// Makes and undoes corrections: checked, kept in the history, then shown by the index. A crash between the two costs nothing: <see cref="CatchUp()"/> takes what the index does not show
/// yet, at start and whenever another process has added to the history.
/// </summary>
/// <param name="store">The history.</param>
/// <param name="index">Null in a process that only adds to the history: the one that has the index open takes it from there.</param>
/// <param name="audit">Told of each.</param>
/// <param name="time">The clock.</param>
/// <param name="reached">Told each step by name; for tests that crash there. Null otherwise.</param>
public sealed class CorrectionService(ICorrectionStore store, ICorrectedIndex? index, IAuditLog audit, TimeProvider time, Action<string>? reached = null)
{
    private const int AtATime = 200;
    private readonly Lock gate = new();

    /// <summary>Makes a correction; time and number are given here.</summary>
    /// <exception cref="StateException">The history cannot be written: nothing has changed.</exception>
    /// <exception cref="IndexException">The correction is kept, and will be shown once the index can be written.</exception>
    public async ValueTask<CorrectionOutcome> MakeAsync(Correction asked, Caller by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(by);
        return CorrectionRules.Check(asked) is { } fault
            ? new CorrectionOutcome.Refused(fault)
            : await KeepAsync(asked with { At = time.GetUtcNow(), Undoes = null }, by, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Undoes a correction, once.</summary>
    /// <exception cref="StateException">The history cannot be read or written: nothing has changed.</exception>
    /// <exception cref="IndexException">The undoing is kept, and will be shown once the index can be written.</exception>
    public async ValueTask<CorrectionOutcome> UndoAsync(long number, string why, Caller by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(why);
        ArgumentNullException.ThrowIfNull(by);
        if (store.Find(number) is not { } undone)
        {
            return new CorrectionOutcome.Unknown();
        }

        CorrectionFault? fault = undone.Undoes is { } other ? new CorrectionFault("is-an-undoing", $"{number} undoes {other}: make the correction again instead.")
            : string.IsNullOrWhiteSpace(why) || why.Length > CorrectionRules.MaxWhyLength ? new CorrectionFault("reason-missing", $"Say why, in at most {CorrectionRules.MaxWhyLength} characters.")
            : null;
        return fault is not null
            ? new CorrectionOutcome.Refused(fault)
            : await KeepAsync(new Correction { At = time.GetUtcNow(), By = "", Why = why, Undoes = number }, by, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the index show what it does not yet; returns how many corrections that were.</summary>
    /// <exception cref="StateException">The history cannot be read.</exception>
    /// <exception cref="IndexException">The index cannot be written.</exception>
    public int CatchUp() => CatchUp([]);

    private async ValueTask<CorrectionOutcome> KeepAsync(Correction correction, Caller by, CancellationToken cancellationToken)
    {
        if (store.Append(correction with { By = by.Actor ?? "" }) is not { } kept)
        {
            return new CorrectionOutcome.Refused(new CorrectionFault("undone-already", $"{correction.Undoes} was undone before."));
        }

        reached?.Invoke("correction.kept");
        HashSet<StudyUid> studies = [];
        CatchUp(studies);
        reached?.Invoke("correction.shown");
        await audit.AppendAsync(new AuditEvent(AuditKind.Corrected, by.Actor, by.Address, kept.Target?.Study?.Value, Describe(kept)), cancellationToken).ConfigureAwait(false);
        return new CorrectionOutcome.Done(kept, studies.Count);
    }

    private int CatchUp(HashSet<StudyUid> studies)
    {
        if (index is null)
        {
            return 0;
        }

        lock (gate)
        {
            if (index.Latest > store.Latest)
            {
                // The history was put back from an older copy: what is not in it must not be shown.
                index.Forget();
            }

            int count = 0;
            while (store.Read(index.Latest, AtATime) is { Count: > 0 } next)
            {
                studies.UnionWith(index.Take(next));
                count += next.Count;
            }

            return count;
        }
    }

    /// <summary>Numbers and names of attributes only: values are a patient's.</summary>
    private static string Describe(Correction correction) => correction.Undoes is { } undone
        ? $"correction {correction.Number}: undoes {undone}"
        : $"correction {correction.Number}: {string.Join(", ", correction.Changes.Select(c => DicomDictionary.KeywordOf(c.Tag)))}";
}
