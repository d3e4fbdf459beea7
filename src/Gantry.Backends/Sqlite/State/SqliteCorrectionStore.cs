using Gantry.Archive;
using Gantry.Archive.Corrections;
using Gantry.Dicom;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

/// <summary>The history of corrections in the state database, whose triggers keep it from ever being changed.</summary>
public sealed class SqliteCorrectionStore(StateDatabase database) : ICorrectionStore
{
    private const char UnitSeparator = '\u001f';
    private const string Select = "SELECT number, body FROM correction";

    public long Latest => database.Read(c => c.Query("SELECT ifnull(max(number), 0) FROM correction", r => r.GetInt64(0)).Single());

    public Correction? Append(Correction correction) => database.Write(c => c.Query(
        "INSERT INTO correction (study, patient, undoes, body) VALUES ($study, $patient, $undoes, $body) ON CONFLICT DO NOTHING RETURNING number",
        r => correction with { Number = r.GetInt64(0) },
        ("$study", correction.Target?.Study?.Value), ("$patient", correction.Target?.Patient is { } patient ? KeyOf(patient) : null), ("$undoes", correction.Undoes),
        ("$body", CorrectionForm.Write(correction))).SingleOrDefault());

    public Correction? Find(long number) => database.Read(c => c.Query($"{Select} WHERE number=$number", Read, ("$number", number)).SingleOrDefault());

    public IReadOnlyList<Correction> Read(long after, int limit) =>
        database.Read(c => c.Query($"{Select} WHERE number>$after ORDER BY number LIMIT $limit", Read, ("$after", after), ("$limit", limit)));

    public IReadOnlyList<Correction> ReadOf(StudyUid? study, PatientIdentity? patient) => database.Read(c => c.Query(
        $"""
        {Select} WHERE study=$study OR patient=$patient
        UNION {Select} WHERE undoes IN (SELECT number FROM correction WHERE study=$study OR patient=$patient) ORDER BY number
        """,
        Read, ("$study", study?.Value), ("$patient", patient is null ? null : KeyOf(patient))));

    public IReadOnlyList<Correction> ReadAll(IReadOnlyCollection<long> numbers) => database.Read(c =>
    {
        SortedDictionary<long, Correction> found = [];
        foreach (Correction one in numbers.SelectMany(n => c.Query($"{Select} WHERE number=$number OR undoes=$number", Read, ("$number", n))))
        {
            found[one.Number] = one;
        }

        return found.Values.ToList();
    });

    private static string KeyOf(PatientIdentity patient) => patient.Id + UnitSeparator + patient.Issuer;

    private static Correction Read(SqliteDataReader row)
    {
        try
        {
            return CorrectionForm.Read(row.GetInt64(0), row.GetString(1));
        }
        catch (FormatException malformed)
        {
            throw new StateException("A correction in the state database cannot be read.", malformed);
        }
    }
}
