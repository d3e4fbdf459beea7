using Gantry.Archive.Index;
using Gantry.Dicom;

namespace Gantry.Archive.Corrections;

/// <summary>What the index knows of corrections: derived from <see cref="ICorrectionStore"/> as its rows are from the segments. Throws <see cref="IndexException"/>.</summary>
public interface ICorrectedIndex
{
    /// <summary>Number of the last correction that rows show; 0 for none.</summary>
    long Latest { get; }

    /// <summary>
    /// Takes corrections in the order of their numbers, in one transaction: rows of the studies concerned, and of what comes later, show the corrected values; a change-feed row for
    /// each study. What it has taken already is passed over. Returns the studies that were changed.
    /// </summary>
    IReadOnlyList<StudyUid> Take(IReadOnlyList<Correction> corrections);

    /// <summary>Forgets all corrections: rows show again what was received.</summary>
    void Forget();

    /// <summary>Numbers of the corrections that are in force for a study, its series or its instances.</summary>
    IReadOnlyList<long> InForce(StudyUid study);
}
