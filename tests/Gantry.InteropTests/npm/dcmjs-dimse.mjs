// usage: node dcmjs-dimse.mjs PORT AE STUDY EXPECTED -- finds a study by C-FIND, retrieves it by C-GET, and says what came.
import dcmjsDimse from 'dcmjs-dimse';

const { Client } = dcmjsDimse;
const { CEchoRequest, CFindRequest, CGetRequest } = dcmjsDimse.requests;
const { CStoreResponse } = dcmjsDimse.responses;
const { Status } = dcmjsDimse.constants;
const [port, ae, study, expected] = process.argv.slice(2);

function send(request, onStore) {
  return new Promise((resolve, reject) => {
    const responses = [];
    const client = new Client();
    request.on('response', (response) => responses.push(response));
    client.on('cStoreRequest', (store, callback) => {
      onStore(store);
      const response = CStoreResponse.fromRequest(store);
      response.setStatus(Status.Success);
      callback(response);
    });
    client.on('networkError', reject);
    client.on('associationRejected', (result) => reject(new Error(`rejected: ${JSON.stringify(result)}`)));
    client.on('closed', () => resolve(responses));
    client.addRequest(request);
    client.send('127.0.0.1', Number(port), 'DCMJS', ae);
  });
}

const echo = await send(new CEchoRequest(), () => {});
const found = await send(CFindRequest.createStudyFindRequest({ StudyInstanceUID: study, PatientName: '' }), () => {});
const instances = new Set();
const got = await send(CGetRequest.createStudyGetRequest(study), (store) => instances.add(store.getAffectedSopInstanceUid()));
const matches = found.filter((r) => r.getStatus() === Status.Pending || r.getStatus() === 0xff01).length;
console.log(`echo ${echo.at(-1).getStatus()}, ${matches} studies found, get ${got.at(-1).getStatus()}, ${instances.size} instances came`);
process.exit(echo.at(-1).getStatus() === 0 && matches === 1 && got.at(-1).getStatus() === 0 && instances.size === Number(expected) ? 0 : 1);
