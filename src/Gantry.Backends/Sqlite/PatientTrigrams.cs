namespace Gantry.Backends.Sqlite;

/// <summary>The trigrams of patients' names and identifiers, by which <c>*abc*</c> finds patients; rowid is the patient's. Contentless as <see cref="SearchTables"/>.</summary>
internal static class PatientTrigrams
{
    public const string Create = "CREATE VIRTUAL TABLE patient_trigram USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')";

    /// <summary>Makes it anew for every patient.</summary>
    public static void Fill(Connection db)
    {
        foreach (long id in db.Prepare("SELECT id FROM patient").Numbers())
        {
            Statement select = db.Prepare("SELECT bag FROM patient WHERE id=?1").Bind(1, id);
            select.Step();
            byte[] bag = select.Blob(0).ToArray();
            select.Reset();
            Put(db, id, bag);
        }
    }

    /// <summary>Adds a patient, or takes the place of what was there.</summary>
    public static void Put(Connection db, long id, ReadOnlyMemory<byte> bag)
    {
        Drop(db, id);
        db.Prepare("INSERT INTO patient_trigram(rowid, text) VALUES(?1, ?2)").Bind(1, id).Bind(2, StudyKeys.PatternText(bag)).Run();
    }

    public static void Drop(Connection db, long id) => db.Prepare("DELETE FROM patient_trigram WHERE rowid=?1").Bind(1, id).Run();

    public static void Clear(Connection db) => db.Execute("INSERT INTO patient_trigram(patient_trigram) VALUES('delete-all')");
}
