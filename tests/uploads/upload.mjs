// Uploads a file with tus-js-client as a page or a terminal would, and prints what it saw.
// Usage: node upload.mjs PACKAGES FILE URL TOKEN CHUNK_BYTES MODE
// MODE: whole | deferred | cut (abort after the first chunk, then resume by the upload's address)
import { createRequire } from 'node:module'
import { createReadStream, statSync } from 'node:fs'
import { PassThrough } from 'node:stream'

const [packages, file, endpoint, token, chunkBytes, mode] = process.argv.slice(2)
const tus = createRequire(`${packages}/`)('tus-js-client')

function upload(uploadUrl, abortAt) {
  return new Promise((resolve, reject) => {
    let recording = null
    // A file stream tells its path, and the client then assumes it knows the size.
    const source = createReadStream(file)
    const input = mode === 'deferred' ? source.pipe(new PassThrough()) : source
    const upload = new tus.Upload(input, {
      endpoint,
      uploadUrl,
      chunkSize: Number(chunkBytes),
      uploadSize: mode === 'deferred' ? null : statSync(file).size,
      uploadLengthDeferred: mode === 'deferred',
      retryDelays: [0, 100, 200],
      headers: { Authorization: `Bearer ${token}` },
      metadata: { filename: '现场.mp4', filetype: 'video/mp4' },
      onAfterResponse: (_, answer) => {
        recording = answer.getHeader('Liuhen-Recording') || recording
      },
      onError: reject,
      onSuccess: () => resolve({ url: upload.url, recording }),
      onChunkComplete: (_, accepted) => {
        if (abortAt && accepted >= abortAt) {
          upload.abort().then(() => resolve({ url: upload.url, recording }), reject)
        }
      },
    })
    upload.start()
  })
}

let uploadUrl = null
if (mode === 'cut') {
  uploadUrl = (await upload(null, Number(chunkBytes))).url
}
console.log(JSON.stringify(await upload(uploadUrl, 0)))
