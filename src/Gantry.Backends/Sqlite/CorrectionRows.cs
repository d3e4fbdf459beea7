using System.Globalization;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// The corrections that the index has taken, and which of them are in force for a study: those of the study itself, and those of the patient that it belongs to by the corrections before.
/// </summary>
internal sealed class CorrectionRows(Connection db)
{
    private const string Unread = "The index holds a correction that cannot be read.";
    private bool? any;

    /// <summary>Most archives have none, and then nothing is looked for.</summary>
    public bool Any => any ??= db.Scalar("SELECT EXISTS(SELECT 1 FROM correction)") != 0;

    public void Forget() => any = null;

    /// <summary>Those in force for a study, in order, and the study's bag as they make it of what was received.</summary>
    public List<Correction> Apply(ReadOnlySpan<byte> study, ref byte[] bag)
    {
        List<Correction> applied = [];
        if (!Any)
        {
            return applied;
        }

        Queue<long> ofStudy = new(db.Prepare("SELECT number FROM correction WHERE study=?1 AND undone IS NULL ORDER BY number").BindBlob(1, study).Numbers());
        for (long last = 0; ;)
        {
            long ofPatient = NextOfPatient(bag, last);
            long next = Math.Min(ofStudy.Count > 0 ? ofStudy.Peek() : long.MaxValue, ofPatient);
            if (next == long.MaxValue)
            {
                return applied;
            }

            if (ofStudy.Count > 0 && ofStudy.Peek() == next)
            {
                ofStudy.Dequeue();
            }

            Correction correction = Read(db, next);
            if (correction.Target is { Series: null })
            {
                bag = CorrectedBag.Apply(bag, correction.Changes, QueryLevel.Patient, QueryLevel.Study);
            }

            applied.Add(correction);
            last = next;
        }
    }

    /// <summary>The numbers as a study's row keeps them; null for none.</summary>
    public static string? Join(IReadOnlyList<Correction> corrections) =>
        corrections.Count == 0 ? null : string.Join(',', corrections.Select(c => c.Number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What <see cref="Join"/> made.</summary>
    public static IEnumerable<long> Split(string? numbers) => (numbers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => long.Parse(n, CultureInfo.InvariantCulture));

    public static List<Correction> Read(Connection db, string? numbers) => [.. Split(numbers).Select(n => Read(db, n))];

    /// <summary>How a patient is told from others in the patient's row; see <see cref="StudyKeys.Identity"/>.</summary>
    public static string IdentityOf(PatientIdentity patient) => StudyKeys.Identity(patient.Id, patient.Issuer, "");

    private static Correction Read(Connection db, long number)
    {
        Statement select = db.Prepare("SELECT body FROM correction WHERE number=?1").Bind(1, number);
        string? body = select.Step() ? select.Text(0) : null;
        select.Reset();
        try
        {
            return body is null ? throw new IndexException(Unread, isTransient: false) : CorrectionForm.Read(number, body);
        }
        catch (FormatException malformed)
        {
            throw new IndexException(Unread, isTransient: false, malformed);
        }
    }

    private long NextOfPatient(byte[] bag, long after)
    {
        if (AttributeBag.Find(bag, Tags.PatientID) is not { } id)
        {
            return long.MaxValue;
        }

        Statement select = db.Prepare("SELECT ifnull(min(number), ?3) FROM correction WHERE patient=?1 AND number>?2 AND undone IS NULL")
            .Bind(1, StudyKeys.Identity(id, AttributeBag.Find(bag, Tags.IssuerOfPatientID), "")).Bind(2, after).Bind(3, long.MaxValue);
        select.Step();
        long next = select.Int64(0);
        select.Reset();
        return next;
    }
}
